//! What can be said of a cell, a row or a sheet: what is wrong, what a person should look at.

use atlas_model::{Fault, FaultKind, Lang, RecordKind};

use crate::Said;

/// One thing to say. Its words exist in every language of the atlas.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Issue {
    /// A formula where a value is due.
    Formula,
    /// The sheet shows an error instead of a value.
    SheetError,
    /// Not a date.
    BadDate,
    /// A day that the calendar does not have; the last of its month.
    NoSuchDay { last: String },
    /// A date that can be read with the day or the month first; it was read day first.
    DayFirst { read: String, other: String },
    /// A day of 1905 that was a year before the sheet took it for a date.
    YearAsDay { year: i32 },
    /// Not an amount.
    BadMoney,
    /// An amount without its currency.
    NoCurrency,
    /// An amount that was rounded to whole units.
    Rounded { to: String },
    /// Not a figure.
    BadFigure,
    /// Neither yes nor no.
    BadTruth,
    /// Neither a date nor yes.
    BadConfirmation,
    /// Not a term of the vocabulary.
    UnknownTerm,
    /// No record of this kind has this name or identifier.
    UnknownRecord { kind: RecordKind },
    /// Several records have this name.
    AmbiguousRecord { kind: RecordKind },
    /// The name refers to a new row that has faults of its own.
    FaultyRow { place: String },
    /// The identifier and the name beside it are not of one record; the identifier was followed.
    NameDisagrees { name: Said },
    /// A territory that exists no more.
    Former { since: String, successors: Said },
    /// Of several territories of this name, the only one that still exists.
    StillExists,
    /// A participant without a role; this one was taken.
    AssumedRole { role: Said },
    /// A value that no record can do without.
    Missing,
    /// A column that no new record can do without.
    MissingColumn { title: Said },
    /// A new record was given this value, for want of a column.
    Assumed { title: Said, value: Said },
    /// A list without the package's escapes, an identifier out of form: whatever the model refuses.
    Model(FaultKind),
    /// An identifier that no record has.
    UnknownId,
    /// The record was withdrawn since the sheet was taken.
    WithdrawnMeanwhile,
    /// Another row is about the same record.
    SameRecord { place: String },
    /// Several records have the name of a row without identifier.
    SeveralNamed,
    /// A new row that is to be withdrawn.
    NothingToWithdraw,
    /// A record that is to be withdrawn and that another one needs.
    StillReferred { by: Said },
    /// A row of which the identifier alone is left.
    Emptied,
    /// A record of the scope that no row is about.
    Missed,
    /// The record lies outside what the sheet is about.
    OutOfScope,
    /// A record of the same name, side and time exists.
    Duplicate,
    /// A partnership all of whose actors are of one country.
    OneSided { country: Said },
    /// A project that begins or ends outside its partnership.
    OutsidePartnership { partnership: Said, period: String },
    /// A column that the survey does not know.
    UnknownColumn,
    /// A column that repeats another.
    RepeatedColumn,
    /// A sheet in which no header was found.
    NoHeader,
    /// A sheet whose rows could be of several kinds.
    AmbiguousSheet,
    /// A file in which no sheet is one of the survey.
    NoSheet,
    /// A field that another person changed too.
    Conflict,
    /// A column of which many rows say what other rows said before: part of the sheet was sorted.
    Shuffled { column: Said, rows: usize },
}

impl Issue {
    /// A short stable name for programs.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Formula => "formula",
            Self::SheetError => "sheet_error",
            Self::BadDate => "bad_date",
            Self::NoSuchDay { .. } => "no_such_day",
            Self::DayFirst { .. } => "day_first",
            Self::YearAsDay { .. } => "year_as_day",
            Self::BadMoney => "bad_money",
            Self::NoCurrency => "no_currency",
            Self::Rounded { .. } => "rounded",
            Self::BadFigure => "bad_figure",
            Self::BadTruth => "bad_truth",
            Self::BadConfirmation => "bad_confirmation",
            Self::UnknownTerm => "unknown_term",
            Self::UnknownRecord { .. } => "unknown_record",
            Self::AmbiguousRecord { .. } => "ambiguous_record",
            Self::FaultyRow { .. } => "faulty_row",
            Self::NameDisagrees { .. } => "name_disagrees",
            Self::Former { .. } => "former_territory",
            Self::StillExists => "still_exists",
            Self::AssumedRole { .. } => "assumed_role",
            Self::Missing => "missing",
            Self::MissingColumn { .. } => "missing_column",
            Self::Assumed { .. } => "assumed",
            Self::Model(kind) => kind.code(),
            Self::UnknownId => "unknown_id",
            Self::WithdrawnMeanwhile => "withdrawn_meanwhile",
            Self::SameRecord { .. } => "same_record",
            Self::SeveralNamed => "several_named",
            Self::NothingToWithdraw => "nothing_to_withdraw",
            Self::StillReferred { .. } => "still_referred",
            Self::Emptied => "emptied",
            Self::Missed => "missed",
            Self::OutOfScope => "out_of_scope",
            Self::Duplicate => "probable_duplicate",
            Self::OneSided { .. } => "one_sided",
            Self::OutsidePartnership { .. } => "outside_partnership",
            Self::UnknownColumn => "unknown_column",
            Self::RepeatedColumn => "repeated_column",
            Self::NoHeader => "no_header",
            Self::AmbiguousSheet => "ambiguous_sheet",
            Self::NoSheet => "no_sheet",
            Self::Conflict => "conflict",
            Self::Shuffled { .. } => "shuffled",
        }
    }

    /// What it says, in words.
    pub(crate) fn say(&self, lang: Lang) -> String {
        let of = |words: [&str; 3]| words[lang.index()].to_owned();
        let fill = |words: [&str; 3], with: &str| words[lang.index()].replace("{}", with);
        match self {
            Self::Formula => of([
                "une formule ; collez la valeur à la place",
                "a formula; paste its value instead",
                "单元格为公式；请粘贴为数值",
            ]),
            Self::SheetError => of([
                "le tableur affiche une erreur au lieu d'une valeur",
                "the spreadsheet shows an error instead of a value",
                "单元格显示错误值",
            ]),
            Self::BadDate => of([
                "date illisible ; attendu : 2015, 03/2006 ou 14/06/2012",
                "not a date; expected: 2015, 2006-03 or 2012-06-14",
                "无法识别的日期；应为：2015、2006年3月或2012年6月14日",
            ]),
            Self::NoSuchDay { last } => fill(
                [
                    "ce jour n'existe pas ; le dernier du mois est {}",
                    "there is no such day; the last of the month is {}",
                    "没有这一天；该月最后一天是 {}",
                ],
                last,
            ),
            Self::DayFirst { read, other } => match lang {
                Lang::Fr => format!("lu {read}, le jour d'abord ; si c'est {other}, écrivez {other}"),
                Lang::En => format!("read as {read}, day first; if {other} was meant, write {other}"),
                Lang::Zh => format!("按日在前读作 {read}；若为 {other}，请写作 {other}"),
            },
            Self::YearAsDay { year } => fill(
                [
                    "lu {} : le tableur avait pris l'année pour un jour de 1905",
                    "read as {}: the spreadsheet had taken the year for a day of 1905",
                    "读作 {} 年：表格软件把年份当成了 1905 年的某一天",
                ],
                &year.to_string(),
            ),
            Self::BadMoney => of([
                "montant illisible ; attendu : 120 000 EUR ou 12万 CNY",
                "not an amount; expected: 120000 EUR or 12万 CNY",
                "无法识别的金额；应为：120000 EUR 或 12万 CNY",
            ]),
            Self::NoCurrency => of([
                "la monnaie manque ; ajoutez son code à trois lettres",
                "the currency is missing; add its code of three letters",
                "缺少币种；请加上三个字母的货币代码",
            ]),
            Self::Rounded { to } => fill(["arrondi à {}", "rounded to {}", "已取整为 {}"], to),
            Self::BadFigure => of([
                "chiffre illisible ; attendu : mesure = valeur unité@date, par exemple médecins formés = 120 personnes@2015",
                "not a figure; expected: measure = value unit@date, for example doctors trained = 120 persons@2015",
                "无法识别的数据；应为：指标 = 数值 单位@日期，例如 培训医生 = 120 人@2015",
            ]),
            Self::BadTruth => of(["ni oui ni non", "neither yes nor no", "应为“是”或“否”"]),
            Self::BadConfirmation => of(["ni une date, ni oui", "neither a date nor yes", "应为日期或“是”"]),
            Self::UnknownTerm => of(["n'est pas dans la liste", "not in the list", "不在列表中"]),
            Self::UnknownRecord { kind } => fill(
                [
                    "aucune fiche « {} » de ce nom ni de cet identifiant",
                    "no {} has this name or identifier",
                    "没有此名称或标识的{}",
                ],
                kind.label(lang),
            ),
            Self::AmbiguousRecord { kind } => fill(
                [
                    "plusieurs fiches « {} » portent ce nom ; choisissez un identifiant",
                    "more than one {} has this name; choose an identifier",
                    "有多个{}使用此名称；请选择标识",
                ],
                kind.label(lang),
            ),
            Self::FaultyRow { place } => fill(
                [
                    "désigne la nouvelle ligne {}, qui est à corriger d'abord",
                    "means the new row {}, which must be corrected first",
                    "指向新增行 {}，请先更正该行",
                ],
                place,
            ),
            Self::NameDisagrees { name } => fill(
                [
                    "l'identifiant est celui de « {} », le nom écrit à côté est autre ; l'identifiant a été suivi",
                    "the identifier is that of \"{}\", the name beside it is another; the identifier was followed",
                    "该标识对应“{}”，与旁边的名称不符；以标识为准",
                ],
                name.get(lang),
            ),
            Self::Former { since, successors } => {
                let names = successors.get(lang);
                match (lang, names.is_empty()) {
                    (Lang::Fr, true) => format!("ce territoire n'existe plus depuis {since}"),
                    (Lang::En, true) => format!("this territory has not existed since {since}"),
                    (Lang::Zh, true) => format!("该地区自 {since} 起已不存在"),
                    (Lang::Fr, false) => {
                        format!("ce territoire n'existe plus depuis {since} ; il est devenu {names}")
                    }
                    (Lang::En, false) => {
                        format!("this territory has not existed since {since}; it became {names}")
                    }
                    (Lang::Zh, false) => format!("该地区自 {since} 起已不存在，并入 {names}"),
                }
            }
            Self::StillExists => of([
                "plusieurs territoires ont porté ce nom ; le seul qui existe encore a été retenu",
                "several territories have had this name; the only one that still exists was taken",
                "多个地区曾用此名；已采用目前仍存在的唯一一个",
            ]),
            Self::AssumedRole { role } => fill(
                ["sans rôle ; lu « {} »", "without a role; read as \"{}\"", "未注明角色；读作“{}”"],
                role.get(lang),
            ),
            Self::Missing => of(["valeur manquante", "a value is missing", "缺少必填值"]),
            Self::MissingColumn { title } => fill(
                [
                    "une nouvelle fiche demande la colonne « {} »",
                    "a new record needs the column \"{}\"",
                    "新增记录需要“{}”列",
                ],
                title.get(lang),
            ),
            Self::Assumed { title, value } => {
                let (title, value) = (title.get(lang), value.get(lang));
                match lang {
                    Lang::Fr => format!("sans colonne « {title} » ; lu « {value} »"),
                    Lang::En => format!("no column \"{title}\"; read as \"{value}\""),
                    Lang::Zh => format!("没有“{title}”列；读作“{value}”"),
                }
            }
            Self::Model(kind) => Fault::at("", kind.clone()).message(lang),
            Self::UnknownId => of([
                "aucune fiche n'a cet identifiant ; laissez-le vide pour une nouvelle fiche",
                "no record has this identifier; leave it empty for a new record",
                "没有此标识的记录；新增记录请留空",
            ]),
            Self::WithdrawnMeanwhile => of([
                "la fiche a été retirée depuis que la feuille a été prise",
                "the record was withdrawn since the sheet was taken",
                "自导出表格以来，该记录已被撤回",
            ]),
            Self::SameRecord { place } => fill(
                [
                    "la ligne {} porte sur la même fiche ; n'en gardez qu'une",
                    "the row {} is about the same record; keep one of them",
                    "第 {} 行涉及同一记录；请只保留一行",
                ],
                place,
            ),
            Self::SeveralNamed => of([
                "plusieurs fiches portent ce nom ; donnez l'identifiant",
                "several records have this name; give the identifier",
                "多条记录使用此名称；请填写标识",
            ]),
            Self::NothingToWithdraw => of([
                "la fiche n'existe pas encore : rien à retirer",
                "the record does not exist yet: nothing to delete",
                "该记录尚不存在，无可删除",
            ]),
            Self::StillReferred { by } => fill(
                [
                    "ne peut être retirée : encore citée par {}",
                    "cannot be deleted: still referred to by {}",
                    "无法删除：仍被 {} 引用",
                ],
                by.get(lang),
            ),
            Self::Emptied => of([
                "la ligne est vide : rien n'est changé ; pour retirer la fiche, cochez « À retirer »",
                "the row is empty: nothing is changed; to delete the record, tick \"To delete\"",
                "该行为空：不作更改；如需删除，请勾选“待删除”",
            ]),
            Self::Missed => of([
                "la feuille n'a plus cette fiche : rien n'est changé ; pour la retirer, cochez « À retirer »",
                "the sheet no longer has this record: nothing is changed; to delete it, tick \"To delete\"",
                "表中已无此记录：不作更改；如需删除，请勾选“待删除”",
            ]),
            Self::OutOfScope => of([
                "la fiche n'est pas de celles de cette feuille",
                "the record is not one of this sheet's",
                "该记录不在此表范围内",
            ]),
            Self::Duplicate => of(["probablement un doublon", "probably a duplicate", "可能重复"]),
            Self::OneSided { country } => fill(
                [
                    "tous les acteurs sont du même pays : {}",
                    "all actors are of one country: {}",
                    "所有参与方均属同一国家：{}",
                ],
                country.get(lang),
            ),
            Self::OutsidePartnership { partnership, period } => {
                let partnership = partnership.get(lang);
                match lang {
                    Lang::Fr => format!("hors de la période du partenariat {partnership} ({period})"),
                    Lang::En => format!("outside the period of the partnership {partnership} ({period})"),
                    Lang::Zh => format!("超出合作关系 {partnership} 的期间（{period}）"),
                }
            }
            Self::UnknownColumn => {
                of(["colonne inconnue, non lue", "unknown column, not read", "未知的列，未读取"])
            }
            Self::RepeatedColumn => {
                of(["colonne en double, non lue", "repeated column, not read", "重复的列，未读取"])
            }
            Self::NoHeader => of([
                "aucune ligne d'en-têtes reconnue, feuille non lue",
                "no header row recognised, sheet not read",
                "未找到标题行，未读取此表",
            ]),
            Self::AmbiguousSheet => of([
                "ces en-têtes conviennent à plusieurs sujets ; donnez à la feuille le nom de l'un d'eux",
                "these headers suit several subjects; name the sheet after one of them",
                "这些标题适用于多类内容；请用其中一类命名此表",
            ]),
            Self::NoSheet => of([
                "aucune feuille de l'enquête dans ce fichier ; repartez du classeur téléchargé",
                "no sheet of the survey in this file; start from the downloaded workbook",
                "文件中没有调查表；请使用下载的工作簿",
            ]),
            Self::Shuffled { column, rows } => {
                let column = column.get(lang);
                match lang {
                    Lang::Fr => format!(
                        "« {column} » : {rows} lignes portent les valeurs d'autres lignes ; une partie de la feuille a sans doute été triée sans le reste"
                    ),
                    Lang::En => format!(
                        "\"{column}\": {rows} rows hold the values of other rows; part of the sheet was probably sorted without the rest"
                    ),
                    Lang::Zh => format!("“{column}”：{rows} 行的值来自其他行；表格可能只有一部分被排序"),
                }
            }
            Self::Conflict => of([
                "quelqu'un d'autre a changé ce champ depuis que la feuille a été prise ; à trancher",
                "somebody else changed this field since the sheet was taken; to be settled",
                "自导出表格以来，他人已更改此字段；需人工决定",
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_speaks_every_language_with_its_particulars() {
        let issue = Issue::AmbiguousRecord { kind: RecordKind::Territory };
        assert_eq!(
            issue.say(Lang::Fr),
            "plusieurs fiches « territoire » portent ce nom ; choisissez un identifiant"
        );
        assert_eq!(issue.say(Lang::Zh), "有多个地区使用此名称；请选择标识");
        let issue = Issue::Former { since: "2016-01-01".into(), successors: Said::same("FR-REG-44") };
        assert_eq!(
            issue.say(Lang::En),
            "this territory has not existed since 2016-01-01; it became FR-REG-44"
        );
    }
}
