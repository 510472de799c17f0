//! Why a file is not read at all, in every language of the atlas.
//!
//! What is wrong with a value in a file that could be read is a fault of another kind.

use crate::Lang;

/// Why a file, or a place in one, is refused, and what to do about it.
///
/// A closed list rather than a text, so that every refusal speaks the language asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hazard {
    /// Nothing is in the file.
    EmptyFile,
    /// Neither CSV nor XLSX nor ODS, whatever its name says.
    NotASheet,
    /// A workbook of a kind that is not read: `.xls` or `.xlsb`.
    OldWorkbook,
    /// Protected by a password.
    Protected,
    /// Cut short, or not as its format asks.
    Damaged,
    /// More bytes than are taken.
    TooLarge {
        /// The most that are taken, in bytes.
        max: usize,
    },
    /// Compressed so that a small file becomes a huge one.
    Bomb,
    /// More files inside a workbook than any program writes.
    TooManyParts {
        /// The most that are taken.
        max: usize,
    },
    /// A file inside the workbook has a name that leads out of it, or that another has too.
    UnsafeName,
    /// An archive inside the workbook.
    NestedArchive,
    /// Programs inside the workbook.
    Macros,
    /// Something that is fetched from elsewhere when the workbook is opened.
    ExternalLink,
    /// A document of another program inside the workbook.
    EmbeddedObject,
    /// XML that declares a document type or entities of its own.
    DocumentType,
    /// Too many sheets.
    TooManySheets {
        /// The most that are taken.
        max: usize,
    },
    /// Too many rows that hold something.
    TooManyRows {
        /// The most that are taken, in the whole file.
        max: usize,
    },
    /// Something stands too far to the right.
    TooManyColumns {
        /// The most that are taken.
        max: usize,
    },
    /// Too many cells up to the last of each row that holds something.
    TooManyCells {
        /// The most that are taken, in the whole file.
        max: usize,
    },
    /// All texts together are too long.
    TooMuchText {
        /// The most that is taken, in bytes of UTF-8.
        max: usize,
    },
    /// The text of one cell is too long.
    LongCell {
        /// The most that is taken, in characters.
        max: usize,
    },
    /// A row or a cell where no spreadsheet has one, or out of order.
    BadPlace,
    /// A text file whose letters cannot be told for sure.
    UnknownEncoding,
    /// A quote inside a cell that does not begin with one, or something after the closing one.
    StrayQuote,
    /// A quote that is never closed.
    OpenQuote,
}

impl Hazard {
    /// A short stable name for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmptyFile => "empty_file",
            Self::NotASheet => "not_a_sheet",
            Self::OldWorkbook => "old_workbook",
            Self::Protected => "protected",
            Self::Damaged => "damaged",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb => "bomb",
            Self::TooManyParts { .. } => "too_many_parts",
            Self::UnsafeName => "unsafe_name",
            Self::NestedArchive => "nested_archive",
            Self::Macros => "macros",
            Self::ExternalLink => "external_link",
            Self::EmbeddedObject => "embedded_object",
            Self::DocumentType => "document_type",
            Self::TooManySheets { .. } => "too_many_sheets",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::TooMuchText { .. } => "too_much_text",
            Self::LongCell { .. } => "long_cell",
            Self::BadPlace => "bad_place",
            Self::UnknownEncoding => "unknown_encoding",
            Self::StrayQuote => "stray_quote",
            Self::OpenQuote => "open_quote",
        }
    }

    /// What is wrong and what to do, in words.
    #[must_use]
    pub fn describe(self, lang: Lang) -> String {
        match self {
            Self::TooLarge { max } | Self::TooMuchText { max } => {
                let mebibytes = max >> 20;
                self.words(lang).replace("{max}", &mebibytes.to_string())
            }
            Self::TooManyParts { max }
            | Self::TooManySheets { max }
            | Self::TooManyRows { max }
            | Self::TooManyColumns { max }
            | Self::TooManyCells { max }
            | Self::LongCell { max } => self.words(lang).replace("{max}", &max.to_string()),
            _ => self.words(lang).to_owned(),
        }
    }

    const fn words(self, lang: Lang) -> &'static str {
        let words = match self {
            Self::EmptyFile => [
                "le fichier est vide ; vérifiez que le bon a été choisi",
                "the file is empty; check that it is the right one",
                "文件为空；请确认选择了正确的文件",
            ],
            Self::NotASheet => [
                "ce n'est pas un tableau ; ouvrez-le dans un tableur et enregistrez-le en .xlsx, .ods ou .csv",
                "this is no sheet; open it in a spreadsheet program and save it as .xlsx, .ods or .csv",
                "这不是表格文件；请用表格软件打开并另存为 .xlsx、.ods 或 .csv",
            ],
            Self::OldWorkbook => [
                "classeur d'un ancien format ou binaire (.xls, .xlsb) ; enregistrez-le en .xlsx",
                "a workbook of an old or binary kind (.xls, .xlsb); save it as .xlsx",
                "旧版或二进制工作簿（.xls、.xlsb）；请另存为 .xlsx",
            ],
            Self::Protected => [
                "protégé par un mot de passe ; enregistrez-le en .xlsx sans mot de passe",
                "protected by a password; save it as .xlsx without one",
                "文件设有密码；请取消密码后另存为 .xlsx",
            ],
            Self::Damaged => [
                "incomplet ou abîmé ; ouvrez-le dans un tableur, enregistrez-le à nouveau et renvoyez-le",
                "incomplete or damaged; open it in a spreadsheet program, save it again and send that",
                "文件不完整或已损坏；请用表格软件打开，重新保存后再上传",
            ],
            Self::TooLarge { .. } => [
                "plus de {max} Mio ; partagez-le en plusieurs, ou retirez-en les images",
                "larger than {max} MiB; split it, or take the pictures out",
                "文件超过 {max} MiB；请拆分文件或删除图片",
            ],
            Self::Bomb => [
                "décompressé, il devient démesuré ; copiez les cellules remplies dans un classeur neuf (.xlsx)",
                "it grows out of all proportion when decompressed; copy the filled cells into a new workbook (.xlsx)",
                "解压后体积异常；请将已填单元格复制到新工作簿（.xlsx）",
            ],
            Self::TooManyParts { .. } => [
                "le classeur contient plus de {max} fichiers ; copiez les cellules remplies dans un classeur neuf (.xlsx)",
                "the workbook has more than {max} files inside; copy the filled cells into a new one (.xlsx)",
                "工作簿内含超过 {max} 个文件；请将已填单元格复制到新工作簿（.xlsx）",
            ],
            Self::UnsafeName => [
                "un fichier du classeur porte un nom en double ou qui mène hors de lui ; enregistrez-le à nouveau depuis un tableur",
                "a file inside the workbook has a name twice used or leading out of it; save it again with a spreadsheet program",
                "工作簿内有文件名重复或指向外部；请用表格软件重新保存",
            ],
            Self::NestedArchive => [
                "le classeur contient une archive ; retirez les pièces jointes",
                "the workbook has an archive inside; take out what is attached",
                "工作簿内含压缩包；请删除附件",
            ],
            Self::Macros => [
                "le classeur contient des macros ; enregistrez-le sans macros (.xlsx ou .ods)",
                "the workbook has macros; save it without them (.xlsx or .ods)",
                "工作簿含有宏；请另存为不含宏的工作簿（.xlsx 或 .ods）",
            ],
            Self::ExternalLink => [
                "le classeur va chercher des données ailleurs ; rompez les liaisons et gardez les valeurs",
                "the workbook fetches data from elsewhere; break the links and keep the values",
                "工作簿引用了外部数据；请断开链接并保留数值",
            ],
            Self::EmbeddedObject => [
                "le classeur contient un objet d'un autre logiciel ; supprimez-le",
                "the workbook has an object of another program inside; delete it",
                "工作簿嵌入了其他软件的对象；请删除",
            ],
            Self::DocumentType => [
                "XML avec déclaration de type (DTD) ; enregistrez-le à nouveau depuis un tableur",
                "XML with a document type (DTD); save it again with a spreadsheet program",
                "XML 含文档类型声明（DTD）；请用表格软件重新保存",
            ],
            Self::TooManySheets { .. } => [
                "plus de {max} feuilles ; n'en gardez que l'enquête",
                "more than {max} sheets; keep those of the survey only",
                "工作表超过 {max} 个；请仅保留调查表",
            ],
            Self::TooManyRows { .. } => [
                "plus de {max} lignes remplies ; envoyez-les en plusieurs fois",
                "more than {max} filled rows; send them in parts",
                "已填行数超过 {max}；请分批上传",
            ],
            Self::TooManyColumns { .. } => [
                "une cellule est remplie au-delà de la colonne {max} ; videz-la ou déplacez-la",
                "a cell beyond column {max} is filled; empty it or move it",
                "第 {max} 列之后有内容；请清除或移动",
            ],
            Self::TooManyCells { .. } => [
                "plus de {max} cellules ; envoyez-les en plusieurs fois",
                "more than {max} cells; send them in parts",
                "单元格超过 {max} 个；请分批上传",
            ],
            Self::TooMuchText { .. } => [
                "plus de {max} Mio de textes ; envoyez-les en plusieurs fois",
                "more than {max} MiB of texts; send them in parts",
                "文字总量超过 {max} MiB；请分批上传",
            ],
            Self::LongCell { .. } => [
                "texte de plus de {max} caractères ; raccourcissez-le",
                "a text of more than {max} characters; shorten it",
                "文字超过 {max} 个字符；请缩短",
            ],
            Self::BadPlace => [
                "ligne ou cellule hors de la feuille, ou en désordre ; enregistrez-le à nouveau depuis un tableur",
                "a row or cell outside its sheet, or out of order; save the file again with a spreadsheet program",
                "行或单元格超出工作表或顺序错乱；请用表格软件重新保存",
            ],
            Self::UnknownEncoding => [
                "codage des lettres incertain ; enregistrez-le en CSV UTF-8 ou en .xlsx",
                "the letters cannot be told for sure; save it as CSV UTF-8 or as .xlsx",
                "无法确定文字编码；请另存为 CSV UTF-8 或 .xlsx",
            ],
            Self::StrayQuote => [
                "guillemet \" isolé ; doublez-le (\"\") dans une cellule entre guillemets, ou retirez-le",
                "a stray quote \"; double it (\"\") inside a quoted cell, or take it out",
                "多余的引号 \"；请在带引号的单元格内写成 \"\"，或删除",
            ],
            Self::OpenQuote => [
                "un guillemet \" ouvert ici n'est jamais fermé",
                "a quote \" that opens here is never closed",
                "此处的引号 \" 未闭合",
            ],
        };
        words[lang.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_told_in_the_unit_that_people_know() {
        assert_eq!(
            Hazard::TooLarge { max: 8 << 20 }.describe(Lang::Fr),
            "plus de 8 Mio ; partagez-le en plusieurs, ou retirez-en les images"
        );
        assert_eq!(
            Hazard::TooManyRows { max: 100_000 }.describe(Lang::En),
            "more than 100000 filled rows; send them in parts"
        );
    }
}
