//! The map page at `/`, `/fr`, `/en` and `/zh`, and the files that it is made of.
//!
//! The page is a pure client of the public interface, built from `web/` and embedded when this crate
//! is compiled. Where it was not built, a plain page says how, and where the data are.

mod bundle;

use atlas_model::{FaultKind, Lang};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use self::bundle::File;
use crate::answer::Answer;
use crate::ask::Ask;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

/// Adds the pages. They are no part of the interface, so its description leaves them out.
pub(super) fn add(mut router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    router = router
        .route("/", get(|ask: Ask, headers: HeaderMap| async move { page(ask.lang(), &headers) }))
        .route("/assets/{*file}", get(get_asset));
    for lang in Lang::ALL {
        let get_page = move |headers: HeaderMap| async move { page(*lang, &headers) };
        router = router.route(&format!("/{lang}"), get(get_page));
    }
    router
}

fn page(lang: Lang, headers: &HeaderMap) -> Response {
    match File::at(&format!("{lang}.html")) {
        Some(file) => file.respond(headers, Some(lang.as_str())),
        None => plain_page(lang).into_response(),
    }
}

async fn get_asset(
    ask: Ask,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    ask.sound_path()?;
    let Ok(Path(name)) = name else { return Err(Problem::new(ProblemKind::InvalidRequest)) };
    let path = format!("assets/{name}");
    let Some(file) = File::at(&path) else {
        let fault = FaultKind::UnknownName { nearest: vec!["/".to_owned()] };
        return Err(Problem::with(ProblemKind::NotFound, "path", &format!("/{path}"), fault));
    };
    Ok(file.respond(&headers, None))
}

/// What stands in for the map page. Its links are relative, so that it works under any prefix of a proxy.
fn plain_page(lang: Lang) -> Answer {
    let [title, intro, projects, partnerships, territories, summary, docs, missing] = match lang {
        Lang::Fr => [
            "Atlas de la coopération décentralisée",
            "Qui coopère avec qui, où et sur quoi : données ouvertes, avec leurs sources.",
            "Projets (GeoJSON)",
            "Partenariats (GeoJSON)",
            "Territoires",
            "Chiffres",
            "Documentation de l'interface",
            "La page de la carte n'a pas été construite. Dans le dossier <code>web</code> : <code>npm ci &amp;&amp; npm run build</code>, puis recompiler.",
        ],
        Lang::En => [
            "Atlas of decentralised cooperation",
            "Who cooperates with whom, where and on what: open data, with their sources.",
            "Projects (GeoJSON)",
            "Partnerships (GeoJSON)",
            "Territories",
            "Figures",
            "Reference of the interface",
            "The map page was not built. In the directory <code>web</code>: <code>npm ci &amp;&amp; npm run build</code>, then compile again.",
        ],
        Lang::Zh => [
            "地方政府国际合作地图集",
            "谁与谁合作、在哪里、关于什么：附来源的开放数据。",
            "项目（GeoJSON）",
            "合作关系（GeoJSON）",
            "地区",
            "统计",
            "接口文档",
            "地图页面尚未构建。请在 <code>web</code> 目录运行 <code>npm ci &amp;&amp; npm run build</code>，然后重新编译。",
        ],
    };
    let code = lang.as_str();
    let html = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{intro}</p>\n<ul>\n\
         <li><a href=\"v1/projects?f=geojson&amp;lang={code}\">{projects}</a></li>\n\
         <li><a href=\"v1/partnerships?f=geojson&amp;lang={code}\">{partnerships}</a></li>\n\
         <li><a href=\"v1/territories?lang={code}\">{territories}</a></li>\n\
         <li><a href=\"v1/summary?lang={code}\">{summary}</a></li>\n\
         <li><a href=\"docs/\">{docs}</a></li>\n</ul>\n<p>{missing}</p>\n\
         <p><a href=\"fr\" hreflang=\"fr\" lang=\"fr\">Français</a> · \
         <a href=\"en\" hreflang=\"en\" lang=\"en\">English</a> · \
         <a href=\"zh\" hreflang=\"zh\" lang=\"zh\">中文</a></p>\n</main>\n</body>\n</html>\n"
    );
    Answer::html(html).in_language(code)
}
