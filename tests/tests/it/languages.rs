//! Texts in the language asked for, and Chinese names in characters whatever it is.

use atlas_tests::harness::{Server, encode};
use serde_json::Value;

use crate::world::world;

#[tokio::test]
async fn the_language_is_that_of_the_parameter_else_of_the_header_else_french() {
    let server = Server::fixture().await;
    let check = async |path: &str, accepted: Option<&str>, language: &str, name: &str| {
        let headers: Vec<_> = accepted.map(|accepted| ("accept-language", accepted)).into_iter().collect();
        let answer = server.ask("GET", path, &headers).await;
        assert_eq!(answer.header("content-language"), language, "{path} {accepted:?}");
        assert_eq!(answer.json()["label"], name, "{path} {accepted:?}");
    };
    let health = world().row("themes", "sante");
    let (fr, en, zh) = (&*health["label_fr"], &*health["label_en"], &*health["label_zh"]);
    assert!(fr != en && !zh.is_ascii());
    check("/v1/themes/sante", None, "fr", fr).await;
    check("/v1/themes/sante?lang=en", None, "en", en).await;
    check("/v1/themes/sante?lang=zh", None, "zh", zh).await;
    check("/v1/themes/sante", Some("zh-Hans-CN,zh;q=0.9,en;q=0.8"), "zh", zh).await;
    check("/v1/themes/sante", Some("en-GB, fr;q=0.5"), "en", en).await;
    check("/v1/themes/sante", Some("de, ja;q=0.9"), "fr", fr).await;
    check("/v1/themes/sante", Some("fr;q=0.2, en;q=0.9"), "en", en).await;
    check("/v1/themes/sante?lang=fr", Some("zh"), "fr", fr).await;
}

#[tokio::test]
async fn all_languages_come_side_by_side_on_request() {
    let server = Server::fixture().await;
    let answer = server.get("/v1/themes?flat=true&limit=1000&lang=all").await;
    assert_eq!(answer.header("content-language"), "fr, en, zh");
    let all = answer.json();
    for theme in all["items"].as_array().unwrap() {
        let row = world().row("themes", theme["id"].as_str().unwrap());
        for lang in ["fr", "en", "zh"] {
            let label = &row[&format!("label_{lang}")];
            assert_eq!(theme["label"][lang].as_str().unwrap_or_default(), label, "{theme}");
        }
    }
    let territory = server.get("/v1/territories/CN-220000?lang=all").await.json();
    let row = world().row("territories", "CN-220000");
    for lang in ["fr", "en", "zh"] {
        assert_eq!(territory["name"][lang], row[&format!("name_{lang}")]);
    }
}

#[tokio::test]
async fn a_name_that_is_missing_in_a_language_is_given_in_another() {
    let server = Server::fixture().await;
    for lang in ["en", "zh"] {
        let actor = server.get(&format!("/v1/actors/fr-charente-maritime?lang={lang}")).await.json();
        let row = world().row("actors", "fr-charente-maritime");
        assert!(row[&format!("name_{lang}")].is_empty());
        assert_eq!(actor["name"], row["name_fr"], "{lang}");
        for list in ["projects", "partnerships", "resources", "events", "needs", "actors", "campaigns"] {
            for item in server.get(&format!("/v1/{list}?limit=1000&lang={lang}")).await.json()["items"]
                .as_array()
                .unwrap()
            {
                let name = ["name", "title", "description"].iter().find_map(|member| item[member].as_str());
                assert!(name.is_some_and(|name| !name.is_empty()), "{list} {lang}: {item}");
            }
        }
    }
}

#[tokio::test]
async fn chinese_names_travel_in_characters_in_every_language_and_format() {
    let server = Server::fixture().await;
    for lang in ["fr", "en", "zh", "all"] {
        for (list, kept) in [("actors", "cn-"), ("territories", "CN-")] {
            let answer = server.get(&format!("/v1/{list}?limit=1000&country=CN&lang={lang}")).await;
            for item in answer.json()["items"].as_array().unwrap() {
                let row = world().row(list, item["id"].as_str().unwrap());
                let is_meant = row["id"].starts_with(kept) && !row["name_zh"].is_empty();
                assert!(!is_meant || item.to_string().contains(&row["name_zh"]), "{lang}: {item}");
            }
            assert!(!answer.text().contains("\\u"), "{list} {lang}: characters are escaped");
        }
    }
    for (path, name) in [
        ("/v1/territories/CN-220000?f=geojson&lang=fr", "吉林省"),
        ("/v1/territories/CN-220000?f=csv&lang=en", "吉林省"),
        ("/v1/partnerships/charente-maritime--prov-jilin?lang=fr", "吉林"),
        ("/v1/partnerships/charente-maritime--prov-jilin?f=geojson&lang=en", "吉林"),
        ("/v1/partnerships/charente-maritime--prov-jilin?f=csv&lang=fr", "吉林"),
        ("/v1/coordination/actors?in=CN-220000&from=FR&lang=en", "吉林省"),
    ] {
        let text = server.get(path).await.text();
        assert!(text.contains(name), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_chinese_name_finds_its_territory() {
    let server = Server::fixture().await;
    for (name, id) in [("长春", "CN-220100"), ("卢瓦尔河", "FR-REG-52"), ("法国", "FR")] {
        let found = server.get(&format!("/v1/territories?q={}", encode(name))).await.ids();
        assert!(found.contains(&id.to_owned()), "{name}: {found:?}");
    }
}

#[tokio::test]
async fn words_of_vocabularies_and_sheets_are_translated() {
    let server = Server::fixture().await;
    let mut seen = Vec::new();
    for (lang, heading, label) in
        [("fr", "état", "actif"), ("en", "status", "active"), ("zh", "状态", "进行中")]
    {
        let sheet = server.get(&format!("/v1/partnerships?f=csv&lang={lang}")).await;
        assert_eq!(sheet.header("content-language"), lang);
        let text = sheet.text();
        assert!(text.lines().next().unwrap().split(',').any(|column| column == heading), "{text}");
        assert!(text.contains(label), "{lang}");
        let item = server.get(&format!("/v1/partnerships/charente-maritime--prov-jilin?lang={lang}")).await;
        let labels: Vec<Value> = item
            .json()
            .as_object()
            .unwrap()
            .iter()
            .filter(|(member, _)| member.ends_with("_label"))
            .map(|(_, label)| label.clone())
            .collect();
        assert!(!labels.is_empty() && !seen.contains(&labels), "{lang}: {labels:?}");
        seen.push(labels);
    }
}

#[tokio::test]
async fn problems_speak_the_language_asked_for() {
    let server = Server::fixture().await;
    let mut titles = Vec::new();
    for lang in ["fr", "en", "zh"] {
        for (path, accepted) in [
            (format!("/v1/projects?theme=snate&lang={lang}"), "de"),
            ("/v1/projects?theme=snate".to_owned(), lang),
        ] {
            let problem = server.ask("GET", &path, &[("accept-language", accepted)]).await;
            assert_eq!(problem.header("content-language"), lang, "{path}");
            titles.push(problem.json()["title"].as_str().unwrap().to_owned());
        }
    }
    let (given, asked): (Vec<_>, Vec<_>) =
        (titles.iter().step_by(2).collect(), titles.iter().skip(1).step_by(2).collect());
    assert_eq!(given, asked);
    titles.dedup();
    assert_eq!(titles.len(), 3, "{titles:?}");
}

#[tokio::test]
async fn pages_have_a_language_too() {
    let server = Server::fixture().await;
    for (path, accepted, lang) in
        [("/", "zh", "zh"), ("/", "", "fr"), ("/en", "zh", "en"), ("/zh", "", "zh"), ("/fr", "en", "fr")]
    {
        let page = server.ask("GET", path, &[("accept-language", accepted)]).await;
        assert_eq!((page.status, page.header("content-language")), (200, lang), "{path} {accepted}");
        assert!(page.text().contains(&format!("<html lang=\"{lang}")), "{path} {accepted}");
    }
}
