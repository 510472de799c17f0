//! The columns of each kind of record, between its names and its provenance.

use std::borrow::Cow;

use atlas_model::{
    Actor, Event, Need, Partnership, Project, Resource, Source, SurveyCampaign, Territory, Text, Theme,
};

use super::sheet::{Column, Sheet, Titles, join, maybe};
use crate::world::World;

const KIND: Titles = ["nature", "kind", "类型"];
const STATUS: Titles = ["état", "status", "状态"];
const START: Titles = ["début", "start", "开始"];
const END: Titles = ["fin", "end", "结束"];
const DATE: Titles = ["date", "date", "日期"];
const COUNTRY: Titles = ["pays", "country", "国家"];
const COUNTRIES: Titles = ["pays", "countries", "国家"];
const TERRITORY: Titles = ["territoire", "territory", "地区"];
const THEME: Titles = ["thème", "theme", "主题"];
const THEMES: Titles = ["thèmes", "themes", "主题"];
const ACTORS: Titles = ["acteurs", "actors", "参与方"];
const SEAT: Titles = ["siège", "seat", "所在地"];
const CODES: Titles = ["codes", "codes", "代码"];
const FIGURES: Titles = ["chiffres", "figures", "数据"];
const DESCRIPTION: Titles = ["description", "description", "说明"];
const NOTE: Titles = ["note", "note", "备注"];
const LONGITUDE: Titles = ["longitude", "longitude", "经度"];
const LATITUDE: Titles = ["latitude", "latitude", "纬度"];

/// One column after the other: title, then the cell of a line.
macro_rules! columns {
    ($($titles:expr => |$line:ident| $cell:expr;)+) => {
        &[$(Column { titles: $titles, cell: |$line| $cell }),+]
    };
}

impl Sheet for Project {
    const NAME: Titles = ["titre", "title", "标题"];
    const COLUMNS: &'static [Column<Self>] = columns![
        THEME => |line| line.name::<Theme>(&line.record.theme).into();
        ["autres thèmes", "further themes", "其他主题"] => |line| line.names::<Theme>(&line.record.themes);
        STATUS => |line| line.label(line.record.status);
        START => |line| maybe(line.record.period.start);
        END => |line| maybe(line.record.period.end);
        COUNTRIES => |line| line.names::<Territory>(line.world.countries_of_project(line.record));
        ["territoires", "territories", "地区"] => |line| line.names::<Territory>(&line.record.territories);
        ACTORS => |line| join(line.record.participants.iter().map(|one| {
            format!("{} ({})", line.name::<Actor>(&one.actor), one.role.label(line.lang))
        }));
        ["partenariats", "partnerships", "合作关系"] => |line| line.partnerships(&line.record.partnerships);
        ["budget", "budget", "预算"] => |line| maybe(line.record.budget.as_ref());
        ["financement", "funding", "资金"] => |line| join(line.record.funding.iter().map(|one| {
            one.amount.as_ref().map_or_else(|| one.programme.clone(), |sum| format!("{}: {sum}", one.programme))
        }));
        ["résultats", "results", "成果"] => |line| join(&line.record.results);
        DESCRIPTION => |line| line.text(&line.record.description);
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for Partnership {
    const COLUMNS: &'static [Column<Self>] = columns![
        KIND => |line| line.label(line.record.kind);
        STATUS => |line| line.label(line.record.status);
        START => |line| maybe(line.record.period.start);
        END => |line| maybe(line.record.period.end);
        COUNTRIES => |line| line.names::<Territory>(line.world.countries([], &line.record.actors));
        ACTORS => |line| line.names::<Actor>(&line.record.actors);
        THEMES => |line| line.names::<Theme>(&line.record.themes);
        NOTE => |line| line.text(&line.record.note);
    ];

    fn shown_name<'a>(&'a self, world: World<'a>) -> Cow<'a, Text> {
        world.partnership_name(self)
    }
}

impl Sheet for Territory {
    const COLUMNS: &'static [Column<Self>] = columns![
        ["pinyin", "pinyin", "拼音"] => |line| maybe(line.record.pinyin.as_deref());
        ["niveau", "level", "级别"] => |line| line.label(line.record.level);
        KIND => |line| line.record.kind.as_str().into();
        COUNTRY => |line| line.name::<Territory>(&line.record.country).into();
        ["fait partie de", "part of", "隶属"] => |line| line.names::<Territory>(&line.record.parent);
        CODES => |line| join(&line.record.codes);
        ["existe depuis", "valid from", "设立日期"] => |line| maybe(line.record.valid_from);
        ["n'existe plus depuis", "valid to", "撤销日期"] => |line| maybe(line.record.valid_to);
        ["successeurs", "successors", "后继"] => |line| line.names::<Territory>(&line.record.successors);
        ["chef-lieu", "seat", "驻地"] => |line| line.names::<Territory>(&line.record.seat);
        ["population", "population", "人口"] => |line| maybe(line.record.population);
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for Actor {
    const COLUMNS: &'static [Column<Self>] = columns![
        KIND => |line| line.label(line.record.kind);
        COUNTRY => |line| line.names::<Territory>(line.world.country(&line.record.seat));
        SEAT => |line| line.name::<Territory>(&line.record.seat).into();
        ["gouverne", "governs", "管辖地区"] => |line| line.names::<Territory>(&line.record.governs);
        CODES => |line| join(&line.record.codes);
        ["site", "web site", "网站"] => |line| maybe(line.record.website.as_deref());
        ["contact", "contact", "联系部门"] => |line| maybe(line.record.contact.as_ref().map(|to| &to.function));
        ["courriel", "e-mail", "电子邮箱"] => |line| {
            maybe(line.record.contact.as_ref().and_then(|to| to.email.as_deref()))
        };
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for Theme {
    const NAME: Titles = ["libellé", "label", "名称"];
    const COLUMNS: &'static [Column<Self>] = columns![
        ["thème plus large", "broader theme", "上级主题"] => |line| line.names::<Theme>(&line.record.parent);
        ["arrêté par le comité", "agreed by the committee", "委员会确定"] => |line| line.truth(line.record.agreed);
        ["transversal", "cross-cutting", "跨领域"] => |line| line.truth(line.record.cross_cutting);
        DESCRIPTION => |line| line.text(&line.record.definition);
        CODES => |line| join(&line.record.codes);
    ];
}

impl Sheet for Resource {
    const COLUMNS: &'static [Column<Self>] = columns![
        KIND => |line| line.label(line.record.kind);
        ["propriétaire", "owner", "所有方"] => |line| line.name::<Actor>(&line.record.owner).into();
        SEAT => |line| line.names::<Territory>(&line.record.seat);
        ["couvre", "covers", "覆盖地区"] => |line| line.names::<Territory>(&line.record.covers);
        THEMES => |line| line.names::<Theme>(&line.record.themes);
        ["partage", "sharing", "共享"] => |line| line.label(line.record.sharing);
        ["ouvert à", "available to", "使用对象"] => |line| line.text(&line.record.available_to);
        STATUS => |line| line.label(line.record.status);
        START => |line| maybe(line.record.period.start);
        END => |line| maybe(line.record.period.end);
        DESCRIPTION => |line| line.text(&line.record.description);
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for Need {
    const NAME: Titles = ["besoin", "need", "需求"];
    const COLUMNS: &'static [Column<Self>] = columns![
        THEME => |line| line.name::<Theme>(&line.record.theme).into();
        TERRITORY => |line| line.name::<Territory>(&line.record.territory).into();
        ["exprimé par", "expressed by", "提出方"] => |line| line.names::<Actor>(&line.record.expressed_by);
        ["adressé à", "addressed to", "面向"] => |line| line.text(&line.record.addressed_to);
        ["à l'occasion de", "event", "场合"] => |line| line.names::<Event>(&line.record.event);
        DATE => |line| maybe(line.record.date);
        ["satisfait par", "met by", "对应项目"] => |line| line.names::<Project>(&line.record.met_by);
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for Event {
    const COLUMNS: &'static [Column<Self>] = columns![
        KIND => |line| line.label(line.record.kind);
        START => |line| maybe(line.record.period.start);
        END => |line| maybe(line.record.period.end);
        TERRITORY => |line| line.names::<Territory>(&line.record.territory);
        ["hôte", "host", "主办方"] => |line| line.names::<Actor>(&line.record.host);
        FIGURES => |line| join(&line.record.figures);
        NOTE => |line| line.text(&line.record.note);
        LONGITUDE => |line| line.longitude();
        LATITUDE => |line| line.latitude();
    ];
}

impl Sheet for SurveyCampaign {
    const COLUMNS: &'static [Column<Self>] = columns![
        COUNTRIES => |line| line.names::<Territory>(&line.record.countries);
        ["état", "state", "进度"] => |line| line.label(line.record.state);
        START => |line| maybe(line.record.period.start);
        END => |line| maybe(line.record.period.end);
        FIGURES => |line| join(&line.record.figures);
        NOTE => |line| line.text(&line.record.note);
    ];
}

impl Sheet for Source {
    const NAME: Titles = ["titre", "title", "标题"];
    const COLUMNS: &'static [Column<Self>] = columns![
        ["éditeur", "publisher", "发布方"] => |line| maybe(line.record.publisher.as_deref());
        ["adresse", "address", "网址"] => |line| maybe(line.record.url.as_deref());
        DATE => |line| maybe(line.record.date);
        ["licence", "licence", "许可"] => |line| maybe(line.record.licence.as_deref());
        ["mention obligatoire", "attribution", "署名"] => |line| maybe(line.record.attribution.as_deref());
    ];
}
