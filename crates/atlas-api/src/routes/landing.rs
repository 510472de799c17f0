//! The start of the interface: what there is, and where.

use std::collections::BTreeMap;

use atlas_model::RecordKind;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::Answer;
use crate::ask::{Ask, F_JSON, LANG, LookParameter};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::state::Atlas;

const LOOKS: [LookParameter; 2] = [F_JSON, LANG];

/// The start of the interface.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Landing {
    /// What this is.
    title: &'static str,
    /// What it holds.
    description: &'static str,
    /// The revision that answers.
    revision: u64,
    /// How many records there are of each kind.
    records: BTreeMap<&'static str, usize>,
    /// Where to go on.
    links: Vec<Link>,
}

/// A link (RFC 8288).
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct Link {
    /// What the target is to this page.
    #[schema(example = "service-desc")]
    rel: &'static str,
    /// The target.
    href: String,
    /// Its media type.
    #[serde(rename = "type")]
    media_type: &'static str,
}

/// Adds the operation.
pub(super) fn add(router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    let operation =
        Operation::new("/v1", "get_landing", "service", "The start: what there is, and where to find it")
            .looks(&LOOKS)
            .linked("`rel=\"service-desc\"` and `rel=\"service-doc\"`: the description of the interface")
            .of_records()
            .answers::<Landing>("application/json");
    router.routes(operation.get(get_landing))
}

async fn get_landing(State(atlas): State<Atlas>, ask: Ask) -> Result<Answer, Problem> {
    let look = ask.only(&LOOKS)?;
    let lang = look.lang();
    let snapshot = atlas.snapshot();
    let landing = Landing {
        title: [
            "Atlas de la coopération décentralisée",
            "Atlas of decentralised cooperation",
            "地方政府国际合作地图集",
        ][lang.index()],
        description: [
            "Qui coopère avec qui, où et sur quoi, avec les sources.",
            "Who cooperates with whom, where and on what, with the sources.",
            "谁与谁合作、在哪里、关于什么，并附来源。",
        ][lang.index()],
        revision: snapshot.revision(),
        records: RecordKind::ALL.iter().map(|kind| (kind.plural(), snapshot.count(*kind))).collect(),
        links: links(&atlas.settings().public_url),
    };
    let answer = Answer::of(&landing)?.at(snapshot.revision()).in_language(look.content_language());
    Ok(answer
        .link("service-desc", &format!("{}/openapi.json", atlas.settings().public_url))
        .link("service-doc", &format!("{}/docs/", atlas.settings().public_url)))
}

fn links(base: &str) -> Vec<Link> {
    const JSON: &str = "application/json";
    let link = |rel, path: &str, media_type| Link { rel, href: format!("{base}{path}"), media_type };
    let mut links = vec![
        link("self", "/v1", JSON),
        link("service-desc", "/openapi.json", "application/vnd.oai.openapi+json;version=3.1"),
        link("service-desc", "/openapi-3.0.json", "application/vnd.oai.openapi+json;version=3.0"),
        link("service-doc", "/docs/", "text/html"),
        link("license", "/v1/attributions", JSON),
        link("item", "/v1/summary", JSON),
        link("item", "/v1/coordination/actors", JSON),
    ];
    let lists = RecordKind::ALL.iter().map(|kind| link("item", &format!("/v1/{}", kind.plural()), JSON));
    links.extend(lists);
    links
}
