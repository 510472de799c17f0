//! Content codings: gzip, Brotli and Zstandard at fixed levels, so that the same body always gives
//! the same bytes. Called once per body and coding; the cache keeps the result.

use std::io::{self, Write};

use bytes::Bytes;

use crate::negotiate::Encoding;

/// Bodies below this size, in bytes, are sent as they are: they fit into one packet anyway.
pub(crate) const SMALLEST: usize = 1024;

/// Bodies from this size, in bytes, are encoded on a thread that may block.
pub(crate) const LARGE: usize = 128 * 1024;

/// Encodes a body.
///
/// # Errors
/// Whatever the codec reports, which for memory to memory is exhausted memory.
pub(crate) fn encode(encoding: Encoding, body: &Bytes) -> io::Result<Bytes> {
    let encoded = match encoding {
        Encoding::Identity => return Ok(body.clone()),
        Encoding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(buffer(body), flate2::Compression::new(5));
            encoder.write_all(body)?;
            encoder.finish()?
        }
        Encoding::Brotli => {
            let (quality, window) = (4, 22);
            let mut encoder = brotli::CompressorWriter::new(buffer(body), 4096, quality, window);
            encoder.write_all(body)?;
            encoder.flush()?;
            encoder.into_inner()
        }
        Encoding::Zstd => zstd::bulk::compress(body, 3)?,
    };
    Ok(encoded.into())
}

fn buffer(body: &Bytes) -> Vec<u8> {
    Vec::with_capacity(body.len() / 4)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn every_coding_can_be_undone() {
        let body = Bytes::from("Nantes, Qingdao, 长春市. ".repeat(500));
        let undo = |encoding| -> Vec<u8> {
            let encoded = encode(encoding, &body).unwrap();
            let mut plain = Vec::new();
            match encoding {
                Encoding::Identity => plain.extend_from_slice(&encoded),
                Encoding::Gzip => {
                    flate2::read::GzDecoder::new(&encoded[..]).read_to_end(&mut plain).unwrap();
                }
                Encoding::Brotli => {
                    brotli::Decompressor::new(&encoded[..], 4096).read_to_end(&mut plain).unwrap();
                }
                Encoding::Zstd => plain = zstd::bulk::decompress(&encoded, 1 << 20).unwrap(),
            }
            plain
        };
        for encoding in [Encoding::Identity, Encoding::Gzip, Encoding::Brotli, Encoding::Zstd] {
            assert_eq!(undo(encoding), body, "{encoding:?}");
        }
    }
}
