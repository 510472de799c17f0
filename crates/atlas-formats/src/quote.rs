//! Quoting of CSV cells after RFC 4180, for every format that writes CSV.

/// Appends a cell in quotes if it needs them, or if `always`.
pub(crate) fn push_quoted(text: &str, always: bool, out: &mut Vec<u8>) {
    if !always && !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}
