//! What a workbook tells those who fill it in.

use atlas_model::Lang;

use crate::columns::Shape;

/// The lines of the sheet of instructions.
pub(super) fn instructions(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Fr => &[
            "Atlas de la coopération décentralisée : mise à jour",
            "",
            "1. Une feuille par sujet : acteurs, partenariats, projets, ressources, besoins. Une ligne par fiche.",
            "2. Corrigez ce qui a changé. Filtrez, ne triez pas. Ne touchez pas aux lignes justes, ou écrivez « oui » dans « Confirmé le ».",
            "3. Pour une nouvelle fiche, ajoutez une ligne en bas et laissez l'identifiant vide.",
            "4. Pour retirer une fiche, écrivez « oui » dans « À retirer ». Effacer une ligne ne retire rien.",
            "5. Dates : 2015, 03/2006 ou 14/06/2012. Montants : 120 000 EUR. Plusieurs valeurs : séparées par « ; ».",
            "6. Territoires, acteurs et thèmes : choisissez dans la liste, ou écrivez le nom en français, en anglais ou en chinois.",
            "7. Indiquez des fonctions et des boîtes génériques, jamais le nom d'une personne.",
            "8. Renvoyez le fichier : l'atlas répond ligne par ligne avant que quoi que ce soit ne change.",
        ],
        Lang::En => &[
            "Atlas of decentralised cooperation: update",
            "",
            "1. One sheet for each subject: actors, partnerships, projects, resources, needs. One row for each record.",
            "2. Correct what has changed. Filter, do not sort. Leave rows that are right, or write \"yes\" under \"Confirmed on\".",
            "3. For a new record, add a row at the end and leave its identifier empty.",
            "4. To delete a record, write \"yes\" under \"To delete\". Clearing a row deletes nothing.",
            "5. Dates: 2015, 2006-03 or 2012-06-14. Amounts: 120000 EUR. Several values: separated by \";\".",
            "6. Territories, actors and themes: choose from the list, or write the name in French, English or Chinese.",
            "7. Give functions and generic mailboxes, never the name of a person.",
            "8. Send the file back: the atlas answers row by row before anything is changed.",
        ],
        Lang::Zh => &[
            "地方政府合作图册：更新",
            "",
            "1. 每类一张表：参与方、合作关系、项目、资源、需求。每行一条记录。",
            "2. 请更正有变化之处。可以筛选，请勿排序。无误的行不必改动，或在“确认日期”栏填“是”。",
            "3. 新增记录：在末尾加一行，标识留空。",
            "4. 删除记录：在“待删除”栏填“是”。清空一行不会删除记录。",
            "5. 日期：2015、2006年3月或2012年6月14日。金额：12万元、120000 EUR。多个值用“；”分隔。",
            "6. 地区、参与方和主题：可从列表选择，也可用法文、英文或中文填写名称。",
            "7. 请填写职能部门和公用邮箱，不要填写个人姓名。",
            "8. 请交回文件：在作任何更改之前，图册会逐行答复。",
        ],
    }
}

/// What the lines about the workbook itself are called: campaign, territories, revision.
pub(super) fn about(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Fr => ["Campagne", "Territoires", "Révision de l'atlas"],
        Lang::En => ["Campaign", "Territories", "Revision of the atlas"],
        Lang::Zh => ["调查", "地区", "图册版本"],
    }
}

/// The hint beside a cell; none where the title says all.
pub(super) fn hint(shape: Shape, lang: Lang) -> Option<&'static str> {
    let words = match shape {
        Shape::Date => {
            ["2015, 03/2006 ou 14/06/2012", "2015, 2006-03 or 2012-06-14", "2015、2006年3月或2012年6月14日"]
        }
        Shape::Money => ["120 000 EUR", "120000 EUR", "12万 CNY"],
        Shape::Figures => [
            "mesure = valeur unité@date ; plusieurs séparées par « ; »",
            "measure = value unit@date; several separated by \";\"",
            "指标 = 数值 单位@日期；多个用“；”分隔",
        ],
        Shape::Texts | Shape::Many(_) => {
            ["plusieurs valeurs séparées par « ; »", "several values separated by \";\"", "多个值用“；”分隔"]
        }
        Shape::Participants => [
            "acteur (rôle) ; plusieurs séparés par « ; »",
            "actor (role); several separated by \";\"",
            "参与方（角色）；多个用“；”分隔",
        ],
        Shape::Confirmed => ["une date, ou oui", "a date, or yes", "日期，或“是”"],
        Shape::Withdrawn => ["oui pour retirer la fiche", "yes to delete the record", "填“是”以删除记录"],
        _ => return None,
    };
    Some(words[lang.index()])
}
