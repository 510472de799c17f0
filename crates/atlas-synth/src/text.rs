//! Words and themes of synthetic worlds.

use atlas_model::{Text, Theme};

use crate::{Random, id, provenance};

const THEMES: [(&str, [&str; 3]); 8] = [
    ("water", ["eau", "water", "水"]),
    ("health", ["santé", "health", "卫生"]),
    ("farming", ["agriculture", "farming", "农业"]),
    ("culture", ["culture", "culture", "文化"]),
    ("training", ["formation", "training", "培训"]),
    ("energy", ["énergie", "energy", "能源"]),
    ("transport", ["transports", "transport", "交通"]),
    ("economy", ["économie", "economy", "经济"]),
];

const DEEDS: [[&str; 3]; 10] = [
    ["Échanges", "Exchanges", "交流"],
    ["Réseau", "Network", "网络"],
    ["Centre", "Centre", "中心"],
    ["Formation", "Training", "培训"],
    ["Étude", "Study", "研究"],
    ["Festival", "Festival", "节"],
    ["Atelier", "Workshop", "讲习班"],
    ["Programme", "Programme", "计划"],
    ["Chantier", "Works", "工程"],
    ["Forum", "Forum", "论坛"],
];

const SYLLABLES: [&str; 24] = [
    "ba", "ri", "mon", "ten", "lu", "sai", "gor", "vel", "ca", "no", "tri", "pa", "der", "mi", "lau", "che",
    "dra", "fon", "ger", "hal", "ji", "ko", "ran", "sou",
];

/// How many themes and sub-themes there are.
pub(crate) const SUB_THEMES: usize = 3;

pub(crate) fn themes() -> Vec<Theme> {
    let mut themes = Vec::new();
    for (slug, [fr, en, zh]) in THEMES {
        let label = |suffix: &str| Text {
            fr: Some(format!("{fr}{suffix}")),
            en: Some(format!("{en}{suffix}")),
            zh: Some(format!("{zh}{suffix}")),
        };
        themes.push(theme(slug, None, label("")));
        for sub in 1..=SUB_THEMES {
            themes.push(theme(&format!("{slug}-{sub}"), Some(slug), label(&format!(" {sub}"))));
        }
    }
    themes
}

fn theme(slug: &str, parent: Option<&str>, label: Text) -> Theme {
    Theme {
        id: id(slug),
        parent: parent.map(id),
        label,
        definition: Text::default(),
        aliases: Vec::new(),
        agreed: parent.is_none() && THEMES[..4].iter().any(|(agreed, _)| *agreed == slug),
        cross_cutting: false,
        codes: Vec::new(),
        provenance: provenance(),
    }
}

/// A theme, the first ones more often; half of the time one of its sub-themes.
pub(crate) fn any_theme(random: &mut Random) -> atlas_model::Id {
    let (slug, _) = THEMES[random.skewed(THEMES.len())];
    match random.below(2 * SUB_THEMES) {
        sub @ 1..=SUB_THEMES => id(&format!("{slug}-{sub}")),
        _ => id(slug),
    }
}

/// A place name of two to four syllables.
pub(crate) fn place_name(random: &mut Random) -> String {
    let syllables = 2 + random.below(3);
    let mut name: String = (0..syllables).map(|_| *random.pick(&SYLLABLES)).collect();
    name[..1].make_ascii_uppercase();
    name
}

/// A title in three languages, about a place.
pub(crate) fn title(place: &str, random: &mut Random) -> Text {
    let number = 1 + random.below(30);
    let [fr, en, zh] = *random.pick(&DEEDS);
    let (_, [about_fr, about_en, about_zh]) = random.pick(&THEMES);
    Text {
        fr: Some(format!("{fr} {about_fr} {place} {number}")),
        en: Some(format!("{en} {about_en} {place} {number}")),
        zh: (number.is_multiple_of(3)).then(|| format!("{place}{about_zh}{zh}{number}")),
    }
}
