//! Formats told by their first bytes, and what a gzip stream holds.

use std::io::Read;

use crate::kind::{Family, GZIP, Kind, kind, look};
use crate::{Findings, pickle, signs};

use Family::{Archive, Data, Model, Paper, Pickle, Program};

const STATA: Kind = kind("stata", Data, &["dta"], "a Stata data file");
const SPSS: Kind = kind("spss", Data, &["sav", "zsav"], "an SPSS data file");
pub(crate) const SPSS_PORTABLE: Kind = kind("spss-portable", Data, &["por"], "an SPSS portable data file");
const SAS: Kind = kind("sas", Data, &["sas7bdat", "sas7bcat", "sas7bndx"], "a SAS data file");
const SAS_XPORT: Kind = kind("sas-xport", Data, &["xpt", "xport", "stx"], "a SAS transport file");
const RDS: Kind = kind("rds", Data, &["rds", "rda", "rdata"], "an R data file");
pub(crate) const R_MODEL: Kind = kind("r-model", Model, &["rds", "rda", "rdata"], "an R file with a fitted model");
const PARQUET: Kind = kind("parquet", Data, &["parquet", "pq"], "a Parquet data file");
const ARROW: Kind = kind("arrow", Data, &["arrow", "feather", "ipc"], "an Arrow or Feather data file");
const HDF5: Kind = kind("hdf5", Data, &["h5", "hdf5", "hdf", "nc", "mat", "he5"], "an HDF5 data file");
const KERAS_HDF5: Kind = kind("keras-hdf5", Model, &["h5", "hdf5", "keras"], "a Keras model in HDF5");
const NUMPY: Kind = kind("npy", Data, &["npy"], "a NumPy array");
pub(crate) const ONNX: Kind = kind("onnx", Model, &["onnx"], "an ONNX model");
const SAFETENSORS: Kind = kind("safetensors", Model, &["safetensors"], "a safetensors model");
const PICKLED: Kind = kind("pickle", Pickle, &["pkl", "pickle", "p", "joblib"], "a Python pickle");
const TORCH_LEGACY: Kind = kind("torch", Model, &["pt", "pth", "bin"], "a PyTorch model");

/// (offset, bytes, type). Longer and rarer patterns stand first.
const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"%PDF-", kind("pdf", Paper, &["pdf"], "a PDF")),
    (0, b"{\\rtf", kind("rtf", Paper, &["rtf"], "an RTF document")),
    (0, b"\x89PNG\r\n\x1a\n", kind("png", Paper, &["png"], "a PNG picture")),
    (0, b"\xff\xd8\xff", kind("jpeg", Paper, &["jpg", "jpeg", "jpe"], "a JPEG picture")),
    (0, b"GIF87a", kind("gif", Paper, &["gif"], "a GIF picture")),
    (0, b"GIF89a", kind("gif", Paper, &["gif"], "a GIF picture")),
    (0, b"II*\0", kind("tiff", Paper, &["tif", "tiff"], "a TIFF picture")),
    (0, b"MM\0*", kind("tiff", Paper, &["tif", "tiff"], "a TIFF picture")),
    (8, b"WEBP", kind("webp", Paper, &["webp"], "a WebP picture")),
    (0, b"<stata_dta>", STATA),
    (0, b"$FL2", SPSS),
    (0, b"$FL3", SPSS),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11", SAS),
    (0, b"HEADER RECORD*******LIB", SAS_XPORT),
    (0, b"RDX2\n", RDS),
    (0, b"RDX3\n", RDS),
    (0, b"RDA2\n", RDS),
    (0, b"RDA3\n", RDS),
    (0, b"\x0b\x0e\x0a\x0c", kind("qs", Data, &["qs", "qs2"], "an R qs data file")),
    (0, b"PAR1", PARQUET),
    (0, b"PARE", kind("parquet-encrypted", Data, &["parquet"], "an encrypted Parquet data file")),
    (0, b"ARROW1", ARROW),
    (0, b"FEA1", ARROW),
    (0, b"ORC", kind("orc", Data, &["orc"], "an ORC data file")),
    (0, b"Obj\x01", kind("avro", Data, &["avro"], "an Avro data file")),
    (0, b"MATLAB 5.0 MAT-file", kind("matlab", Data, &["mat"], "a MATLAB data file")),
    (0, b"SQLite format 3\0", kind("sqlite", Data, &["sqlite", "sqlite3", "db", "gpkg"], "an SQLite database")),
    (8, b"DUCK", kind("duckdb", Data, &["duckdb", "db"], "a DuckDB database")),
    (4, b"Standard Jet DB", kind("access", Data, &["mdb"], "an Access database")),
    (4, b"Standard ACE DB", kind("access", Data, &["accdb"], "an Access database")),
    (0, b"\x93NUMPY", NUMPY),
    (0, b"GGUF", kind("gguf", Model, &["gguf"], "a GGUF model")),
    (0, b"tjgg", kind("ggml", Model, &["ggml", "bin"], "a GGML model")),
    (0, b"lmgg", kind("ggml", Model, &["ggml", "bin"], "a GGML model")),
    (4, b"TFL3", kind("tflite", Model, &["tflite"], "a TensorFlow Lite model")),
    (0, b"CBM1", kind("catboost", Model, &["cbm"], "a CatBoost model")),
    (0, b"binf", kind("xgboost", Model, &["model", "bin"], "an XGBoost model")),
    (0, b"{L\0\0\0\0\0\0\0\x07learner", kind("xgboost", Model, &["ubj"], "an XGBoost model")),
    (0, b"\xac\xed\x00\x05", kind("java-object", Pickle, &["ser"], "a serialised Java object")),
    (0, b"7z\xbc\xaf\x27\x1c", kind("7z", Archive, &["7z"], "a 7z archive")),
    (0, b"Rar!\x1a\x07", kind("rar", Archive, &["rar"], "a RAR archive")),
    (0, b"BZh", kind("bzip2", Archive, &["bz2"], "a bzip2 file")),
    (0, b"\xfd7zXZ\0", kind("xz", Archive, &["xz"], "an xz file")),
    (0, b"\x28\xb5\x2f\xfd", kind("zstd", Archive, &["zst"], "a zstd file")),
    (0, b"\x04\x22\x4d\x18", kind("lz4", Archive, &["lz4"], "an lz4 file")),
    (257, b"ustar", kind("tar", Archive, &["tar"], "a tar archive")),
    (0, b"MSCF", kind("cab", Archive, &["cab"], "a cabinet archive")),
    (32769, b"CD001", kind("iso", Archive, &["iso"], "a disk image")),
    (0, b"\x7fELF", kind("elf", Program, &["so", "bin", "o"], "a Linux program")),
    (0, b"\xfe\xed\xfa\xce", kind("mach-o", Program, &["dylib"], "a macOS program")),
    (0, b"\xfe\xed\xfa\xcf", kind("mach-o", Program, &["dylib"], "a macOS program")),
    (0, b"\xcf\xfa\xed\xfe", kind("mach-o", Program, &["dylib"], "a macOS program")),
    (0, b"\xce\xfa\xed\xfe", kind("mach-o", Program, &["dylib"], "a macOS program")),
    (0, b"\xca\xfe\xba\xbe", kind("class", Program, &["class", "dylib"], "a Java class or macOS program")),
    (0, b"\0asm", kind("wasm", Program, &["wasm"], "a WebAssembly program")),
    (0, b"L\0\0\0\x01\x14\x02\0", kind("shortcut", Program, &["lnk"], "a Windows shortcut")),
];

/// A type by its bytes, for everything that is neither zip, gzip, compound file nor text.
pub(crate) fn by_content(bytes: &[u8]) -> Option<Kind> {
    if let Some(found) = hdf5(bytes) {
        return Some(found);
    }
    let known = MAGIC.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    if let Some((_, _, found)) = known {
        return Some(*found);
    }
    // Weak signs last, and each with more than its first bytes.
    if signs::is_old_stata(bytes) {
        return Some(STATA);
    }
    if bytes.starts_with(b"MZ") && bytes.len() > 64 {
        return Some(kind("exe", Program, &["exe", "dll", "com", "scr"], "a Windows program"));
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(kind("bmp", Paper, &["bmp"], "a BMP picture"));
    }
    if signs::is_r(bytes) {
        return Some(if signs::holds_r_model(bytes) { R_MODEL } else { RDS });
    }
    if signs::is_safetensors(bytes) {
        return Some(SAFETENSORS);
    }
    if signs::is_dbase(bytes) {
        return Some(kind("dbase", Data, &["dbf"], "a dBase data file"));
    }
    if let Some(pickled) = pickle::walk(bytes) {
        return Some(match pickled {
            pickle::Found::TorchLegacy => TORCH_LEGACY,
            pickle::Found::Model => {
                kind("pickled-model", Model, &["pkl", "pickle", "p", "joblib", "sav"], "a pickled model")
            }
            pickle::Found::Pickle => PICKLED,
        });
    }
    if signs::is_onnx(bytes) {
        return Some(ONNX);
    }
    // zlib in front of a pickle is what joblib writes with compression.
    if matches!(bytes.first_chunk(), Some([0x78, 0x01 | 0x5e | 0x9c | 0xda])) {
        let mut start = Vec::new();
        let read = flate2::read::ZlibDecoder::new(bytes).take(64 << 10).read_to_end(&mut start);
        if read.is_ok_and(|n| n > 0) || !start.is_empty() {
            return Some(if pickle::starts(&start) {
                PICKLED
            } else {
                kind("zlib", Archive, &["zz"], "a zlib stream")
            });
        }
    }
    None
}

fn hdf5(bytes: &[u8]) -> Option<Kind> {
    const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";
    let at = [0, 512, 1024, 2048, 4096, 8192];
    at.iter().find(|at| bytes.get(**at..).is_some_and(|rest| rest.starts_with(SIGNATURE)))?;
    let keras = crate::kind::contains(bytes, b"keras_version") || crate::kind::contains(bytes, b"model_config");
    Some(if keras { KERAS_HDF5 } else { HDF5 })
}

/// Inflates within the limits and looks at what comes out: an R data file is a gzip file by its first bytes.
pub(crate) fn look_into_gzip(bytes: &[u8], depth: usize, place: &str, findings: &mut Findings) -> Kind {
    let limits = &findings.policy().inside;
    let (total, ratio, deepest) = (limits.total_bytes, limits.ratio, limits.depth);
    if depth >= deepest {
        findings.add("bomb", place, format!("more than {deepest} containers inside each other"));
        return GZIP;
    }
    let mut inside = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(total + 1).read_to_end(&mut inside);
    let size = inside.len() as u64;
    if size > total || (size > 1 << 20 && size / (bytes.len() as u64).max(1) > ratio) {
        findings.add("bomb", place, "expands beyond the limits");
        return GZIP;
    }
    if let Err(error) = read {
        findings.add("unreadable", place, format!("the gzip stream is broken ({error})"));
        return GZIP;
    }
    let found = look(&inside, depth + 1, &join(place, "(inflated)"), findings);
    match found.id {
        "rds" | "r-model" | "pickle" | "pickled-model" => found,
        _ => {
            // What is packed is judged like an entry of an archive: packing hides nothing.
            if found.family == Archive {
                findings.add("nested_archive", place, "an archive inside an archive; send the files one by one");
            }
            crate::kind::about(found, &join(place, "(inflated)"), findings);
            GZIP
        }
    }
}

/// A place inside a place.
pub(crate) fn join(place: &str, entry: &str) -> String {
    if place.is_empty() { entry.to_owned() } else { format!("{place} > {entry}") }
}
