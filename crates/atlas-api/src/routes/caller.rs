//! Who the service takes the caller for, so that a client can try its key and show what it may do.

use atlas_model::{Id, Role};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::{Answer, Caching};
use crate::ask::{Ask, LANG_OF_PAGE as LANG};
use crate::identity;
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::state::Atlas;

/// Who calls.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Caller)]
struct CallerBody {
    /// The same for the same caller for ever.
    #[schema(example = "key:4kq7m2xd")]
    principal: String,
    /// The function under which its writes are recorded.
    #[schema(example = "Ambassade, service de coopération")]
    label: String,
    /// What it is.
    role: Role,
    /// The role in the language asked.
    role_label: &'static str,
    /// The country in which it serves.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "CN")]
    country: Option<Id>,
    /// The actor for which it speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    actor: Option<Id>,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let caller = Operation::new("/v1/caller", "get_caller", "identity", "Whose key or token this is")
        .describe(
            "Needs a key or a token in the `Authorization` header; 401 without, or where it is not valid.",
        )
        .looks(&[LANG])
        .secured();
    router.routes(caller.answers::<CallerBody>("application/json").get(get_caller))
}

async fn get_caller(State(atlas): State<Atlas>, headers: HeaderMap, ask: Ask) -> Result<Answer, Problem> {
    let caller = identity::require(&atlas, &headers).await?;
    let lang = ask.page_lang()?;
    let body = CallerBody {
        principal: caller.principal,
        label: caller.label,
        role: caller.role,
        role_label: caller.role.label(lang),
        country: caller.country,
        actor: caller.actor,
    };
    Ok(Answer::of(&body)?.in_language(lang.as_str()).keeping(Caching::Never))
}
