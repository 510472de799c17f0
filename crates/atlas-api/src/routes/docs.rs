//! The reference of the interface: Swagger UI, the OpenAPI documents and the kinds of problems, all
//! from the binary. No page loads anything from another host.

use std::sync::{Arc, LazyLock};

use atlas_model::{FaultKind, Lang};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::Redirect;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config, Url};

use crate::answer::Answer;
use crate::ask::Ask;
use crate::openapi::{self, Operation};
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

// The pages of Swagger UI take parameters of their own (`urls.primaryName`), which the browser reads;
// everything else here refuses what it does not know.

/// Adds the pages, which are no part of the interface, and the documents, which are.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    const V31: &str = "application/vnd.oai.openapi+json;version=3.1";
    const V30: &str = "application/vnd.oai.openapi+json;version=3.0";
    let v31 = Operation::new("/openapi.json", "get_openapi", "service", "This description, as OpenAPI 3.1");
    let v30 = Operation::new(
        "/openapi-3.0.json",
        "get_openapi_30",
        "service",
        "This description, as OpenAPI 3.0.3",
    );
    router
        .routes(v31.answers_object(V31, "An OpenAPI 3.1 document").get(get_openapi))
        .routes(v30.answers_object(V30, "An OpenAPI 3.0 document").get(get_openapi_30))
        .route("/docs", get(get_docs_directory))
        .route("/docs/", get(get_docs))
        .route("/docs/problems", get(get_problem_kinds))
        .route("/docs/{*file}", get(get_docs_file))
}

/// To the directory, from which the page's relative links start.
async fn get_docs_directory() -> Redirect {
    Redirect::permanent("docs/")
}

async fn get_docs() -> Result<Answer, Problem> {
    docs_file("index.html")
}

async fn get_docs_file(ask: Ask, file: Result<Path<String>, PathRejection>) -> Result<Answer, Problem> {
    ask.sound_path()?;
    let Ok(Path(file)) = file else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    docs_file(&file)
}

fn docs_file(name: &str) -> Result<Answer, Problem> {
    static CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(|| {
        let urls =
            [Url::new("OpenAPI 3.1", "../openapi.json"), Url::new("OpenAPI 3.0", "../openapi-3.0.json")];
        // Without this the page sends the document's address to a validator on another host.
        Arc::new(Config::new(urls).validator_url("none").try_it_out_enabled(true))
    });
    match utoipa_swagger_ui::serve(name, Arc::clone(&CONFIG)) {
        Ok(Some(file)) if !file.gzpipped => Ok(Answer::file(&file.content_type, file.bytes.into_owned())),
        Ok(_) => {
            let fault = FaultKind::UnknownName { nearest: vec!["/docs/".to_owned()] };
            Err(Problem::with(ProblemKind::NotFound, "path", &format!("/docs/{name}"), fault))
        }
        Err(error) => {
            tracing::error!(%error, name, "a file of the documentation cannot be served");
            Err(Problem::new(ProblemKind::Internal))
        }
    }
}

/// What each problem `type` means, in the language asked.
async fn get_problem_kinds(ask: Ask) -> Result<Answer, Problem> {
    let lang = ask.page_lang()?;
    let title = ["Problèmes", "Problems", "错误类型"][lang.index()];
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         </head>\n<body>\n<h1>{title}</h1>\n<dl>\n"
    );
    for kind in ProblemKind::ALL {
        let (slug, status) = (kind.slug(), kind.status().as_u16());
        let (title, advice) = (kind.title(lang), kind.advice(lang));
        html += &format!(
            "<dt id=\"{slug}\"><b>{status} {title}</b> (<code>{slug}</code>)</dt>\n<dd>{advice}</dd>\n"
        );
    }
    html += "</dl>\n</body>\n</html>\n";
    Ok(Answer::html(html).in_language(Lang::as_str(lang)))
}

async fn get_openapi(ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    Ok(Answer::openapi_31(openapi::documents().v31.as_bytes()))
}

async fn get_openapi_30(ask: Ask) -> Result<Answer, Problem> {
    ask.nothing()?;
    Ok(Answer::openapi_30(openapi::documents().v30.as_bytes()))
}
