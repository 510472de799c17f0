//! Which letters the bytes of a text file mean.
//!
//! Unicode says itself what it is. Of the older encodings only the two are read that the programs of
//! the atlas's people write, Windows-1252 and GB18030, and only where the bytes leave no doubt:
//! names wrongly guessed would look like names.

use std::borrow::Cow;

use atlas_model::Hazard;
use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many times more signs must speak for an encoding than against it.
const CERTAIN: usize = 8;

/// The text of a file, without byte order mark.
///
/// # Errors
///
/// It is no text, or its encoding is not certain.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Hazard> {
    let marked = [(&b"\xef\xbb\xbf"[..], UTF_8), (b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)];
    for (mark, encoding) in marked {
        if let Some(bytes) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
            return printable(text.ok_or(Hazard::Damaged)?);
        }
    }
    if let Ok(text) = str::from_utf8(bytes) {
        return printable(Cow::Borrowed(text));
    }
    if bytes.contains(&0) {
        return Err(Hazard::NotASheet);
    }
    let chinese =
        GB18030.decode_without_bom_handling_and_without_replacement(bytes).filter(|_| is_chinese(bytes));
    let western = is_western(bytes).then(|| WINDOWS_1252.decode_without_bom_handling(bytes).0);
    match (chinese, western) {
        (Some(text), None) | (None, Some(text)) => printable(text),
        _ => Err(Hazard::UnknownEncoding),
    }
}

/// A text without the control characters of binary files.
fn printable(text: Cow<'_, str>) -> Result<Cow<'_, str>, Hazard> {
    let is_binary = |c: char| matches!(c, '\0'..='\x08' | '\x0e'..='\x1f');
    if text.contains(is_binary) { Err(Hazard::NotASheet) } else { Ok(text) }
}

/// Whether bytes that decode as GB18030 are Chinese as people write it: nearly all characters are
/// those of GB 2312 that are in daily use, its first level and its punctuation.
///
/// The first level is ordered by pinyin. Characters from S to Z are two in five of any Chinese text;
/// Korean in EUC-KR, which decodes too, has hardly any of their bytes.
fn is_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut rare, mut hanzi, mut from_s) = (0, 0, 0, 0);
    let mut at = 0;
    while at < bytes.len() {
        let (lead, next) = (bytes[at], bytes.get(at + 1).copied().unwrap_or_default());
        let is_gb_2312 = (0xa1..=0xfe).contains(&next);
        at += match (lead, next) {
            (0..=0x80, _) => 1,
            // Letters of other scripts, the rarest characters.
            (_, 0x30..=0x39) => 4,
            _ => 2,
        };
        match lead {
            0..=0x80 => {}
            0xa1..=0xa3 | 0xa8 if is_gb_2312 => common += 1,
            0xb0..=0xd7 if is_gb_2312 => {
                common += 1;
                hanzi += 1;
                from_s += usize::from(lead >= 0xc9);
            }
            _ => rare += 1,
        }
    }
    common >= rare * CERTAIN / 2 && from_s * 10 >= hanzi
}

/// Whether bytes are a Western European language in Windows-1252: what is not ASCII stands alone in
/// it (twos say nothing: `créée`), letters stand where letters can, signs where signs can.
fn is_western(bytes: &[u8]) -> bool {
    // What UTF-8 has of its own, nobody writes in Windows-1252: this is UTF-8 with a byte broken.
    if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) {
        return false;
    }
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
    let (mut alone, mut together) = (0, 0);
    let mut count = |run: usize| match run {
        0 | 2 => {}
        1 => alone += 1,
        _ => together += 1,
    };
    let (mut before, mut run) = (' ', 0);
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        if c.is_ascii() {
            count(std::mem::take(&mut run));
        } else {
            if !can_stand(before, c, after) {
                return false;
            }
            run += 1;
        }
        before = c;
    }
    count(run);
    alone >= together * CERTAIN
}

/// Whether a character that is not ASCII can stand between two others in a Western European text.
fn can_stand(before: char, c: char, after: char) -> bool {
    let is_inside = before.is_ascii_alphabetic() && after.is_ascii_alphabetic();
    match c {
        // Control characters: bytes that the code page leaves empty.
        '\u{80}'..='\u{9f}' => false,
        // Letters of Icelandic, and far more often those of Turkish or Czech misread.
        'ð' | 'þ' | 'ý' | 'Ð' | 'Þ' | 'Ý' => false,
        // Apostrophes, the middle dot of Catalan, spaces and dashes join words.
        '’' | '‘' | '·' | '\u{a0}' | '\u{ad}' | '–' | '—' | '…' | '«' | '»' | '“' | '”' | '°' => {
            true
        }
        // The accented letters of other code pages are capitals or signs here.
        _ if c.is_uppercase() => !before.is_lowercase(),
        _ if c.is_alphabetic() => !"ƒªºµ".contains(c) || !is_inside,
        _ => !is_inside,
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{
        BIG5, EUC_JP, EUC_KR, Encoding, KOI8_R, MACINTOSH, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251,
        WINDOWS_1254,
    };

    use super::*;

    const FRENCH: &str = "Intitulé;Thème;Région\nCoopération décentralisée;santé;Île-de-France\n\
        L’école d’été à Œuilly : « déjà créée » – 12 000 €;œuvre;Alsace\n";
    const SHORT_FRENCH: &str = "Thème\nété\n";
    const CHINESE: &str =
        "项目名称,主题,省份\n污水处理合作，农业污染,环境,吉林省\n帆船学校,体育,山东省（青岛）\n";

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        let (bytes, _, has_errors) = encoding.encode(text);
        assert!(!has_errors);
        bytes.into_owned()
    }

    #[test]
    fn french_in_windows_1252_and_chinese_in_gb18030_are_told_apart() {
        for text in [FRENCH, SHORT_FRENCH, "España;Köln;Århus\n", "créée;réélu;aérée;année;Noël\n"]
        {
            assert_eq!(decode(&encoded(text, WINDOWS_1252)).unwrap(), text);
        }
        for text in [CHINESE, "主题\n", "吉林省;Coopération é\n", "Région,名称\n法国大使馆,深圳市龙岗区\n"]
        {
            assert_eq!(decode(&encoded(text, GB18030)).unwrap(), text);
        }
    }

    #[test]
    fn unicode_is_read_with_and_without_its_mark() {
        let text = "Thème\t主题\r\n";
        assert_eq!(decode(text.as_bytes()).unwrap(), text);
        assert_eq!(decode(&[b"\xef\xbb\xbf", text.as_bytes()].concat()).unwrap(), text);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&[b"\xff\xfe", &little[..]].concat()).unwrap(), text);
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&[b"\xfe\xff", &big[..]].concat()).unwrap(), text);
        assert_eq!(decode(b"\xff\xfea"), Err(Hazard::Damaged));
    }

    #[test]
    fn other_code_pages_are_refused_rather_than_read_as_wrong_names() {
        let polish = "Województwo;Łódź;Kraków współpraca gminy zażółć gęślą jaźń\n";
        for (text, encoding) in [
            (FRENCH.replace('Î', "I").as_str(), MACINTOSH),
            ("Москва;Сотрудничество;Нижний Новгород\n", WINDOWS_1251),
            ("Сотрудничество городов\nМосква\n", KOI8_R),
            (polish, WINDOWS_1250),
            ("İl;Konu\nEskişehir;sağlık\n", WINDOWS_1254),
            ("사업명;주제;지역\n농업 협력;환경;서울특별시\n", EUC_KR),
            ("プロジェクト名,テーマ,東京都の環境\n", EUC_JP),
            ("專案名稱,主題,臺灣省縣市\n國際合作與農業發展計畫\n", BIG5),
            ("プロジェクト名,テーマ,東京都\n", SHIFT_JIS),
        ] {
            assert_eq!(decode(&encoded(text, encoding)), Err(Hazard::UnknownEncoding), "{}", encoding.name());
        }
    }

    #[test]
    fn unicode_with_a_broken_byte_is_not_taken_for_an_older_encoding() {
        for text in [FRENCH, CHINESE, "école;été\n"] {
            let mut bytes = text.as_bytes().to_vec();
            bytes.truncate(bytes.len() - 1);
            bytes.push(b'\xe9');
            assert_eq!(decode(&bytes), Err(Hazard::UnknownEncoding), "{text}");
        }
    }

    #[test]
    fn binary_files_are_no_text() {
        assert_eq!(decode(b"\x7fELF\x02\x01\x01\x00\xff"), Err(Hazard::NotASheet));
        assert_eq!(decode(b"a;b\x00c"), Err(Hazard::NotASheet));
    }
}
