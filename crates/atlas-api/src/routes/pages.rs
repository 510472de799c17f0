//! The pages for people at `/`, `/fr`, `/en` and `/zh`.
//!
//! What stands here says what the service is and where to go on from; the map page, a pure client of
//! the public interface, takes its place at the same addresses.

use atlas_model::Lang;

use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::answer::Answer;
use crate::ask::Ask;
use crate::state::Atlas;

/// Adds the pages. They are no part of the interface, so its description leaves them out.
pub(super) fn add(mut router: OpenApiRouter<Atlas>) -> OpenApiRouter<Atlas> {
    router = router.route("/", get(|ask: Ask| async move { page(ask.lang()) }));
    for lang in Lang::ALL {
        router = router.route(&format!("/{lang}"), get(move || async move { page(*lang) }));
    }
    router
}

/// The whole page. Its links are relative, so that it works under any prefix of a proxy.
fn page(lang: Lang) -> Answer {
    let [title, intro, projects, partnerships, territories, summary, docs] = match lang {
        Lang::Fr => [
            "Atlas de la coopération décentralisée",
            "Qui coopère avec qui, où et sur quoi : données ouvertes, avec leurs sources.",
            "Projets (GeoJSON)",
            "Partenariats (GeoJSON)",
            "Territoires",
            "Chiffres",
            "Documentation de l'interface",
        ],
        Lang::En => [
            "Atlas of decentralised cooperation",
            "Who cooperates with whom, where and on what: open data, with their sources.",
            "Projects (GeoJSON)",
            "Partnerships (GeoJSON)",
            "Territories",
            "Figures",
            "Reference of the interface",
        ],
        Lang::Zh => [
            "地方政府国际合作地图集",
            "谁与谁合作、在哪里、关于什么：附来源的开放数据。",
            "项目（GeoJSON）",
            "合作关系（GeoJSON）",
            "地区",
            "统计",
            "接口文档",
        ],
    };
    let code = lang.as_str();
    let html = format!(
        "<!doctype html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}}</style>\n\
         </head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>{intro}</p>\n<ul>\n\
         <li><a href=\"v1/projects?f=geojson&amp;lang={code}\">{projects}</a></li>\n\
         <li><a href=\"v1/partnerships?f=geojson&amp;lang={code}\">{partnerships}</a></li>\n\
         <li><a href=\"v1/territories?lang={code}\">{territories}</a></li>\n\
         <li><a href=\"v1/summary?lang={code}\">{summary}</a></li>\n\
         <li><a href=\"docs/\">{docs}</a></li>\n</ul>\n\
         <p><a href=\"fr\" hreflang=\"fr\" lang=\"fr\">Français</a> · \
         <a href=\"en\" hreflang=\"en\" lang=\"en\">English</a> · \
         <a href=\"zh\" hreflang=\"zh\" lang=\"zh\">中文</a></p>\n</main>\n</body>\n</html>\n"
    );
    Answer::html(html).in_language(code)
}
