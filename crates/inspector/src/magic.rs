//! Formats told by their first bytes.

use std::io::Read;

use crate::kind::{Family, Kind, kind};
use crate::{packed, pickle, signs};

use Family::{Archive, Data, Model, Paper, Pickle, Program};

const PDF: Kind = kind("pdf", Paper, &["pdf"], "PDF");
const STATA: Kind = kind("stata", Data, &["dta"], "Stata");
const SPSS: Kind = kind("spss", Data, &["sav", "zsav"], "SPSS");
pub(crate) const SPSS_PORTABLE: Kind = kind("spss-portable", Data, &["por"], "SPSS portable");
const SAS: Kind = kind("sas", Data, &["sas7bdat", "sas7bcat", "sas7bndx"], "SAS");
const SAS_XPORT: Kind = kind("sas-xport", Data, &["xpt", "xport", "stx"], "SAS transport");
const RDS: Kind = kind("rds", Data, &["rds", "rda", "rdata"], "R");
pub(crate) const R_MODEL: Kind = kind("r-model", Model, &["rds", "rda", "rdata"], "R file with a fitted");
const PARQUET: Kind = kind("parquet", Data, &["parquet", "pq"], "Parquet");
const ARROW: Kind = kind("arrow", Data, &["arrow", "arrows", "feather", "ipc"], "Arrow or Feather");
const HDF5: Kind = kind("hdf5", Data, &["h5", "hdf5", "hdf", "nc", "mat", "he5"], "HDF5");
const KERAS_HDF5: Kind = kind("keras-hdf5", Model, &["h5", "hdf5", "keras"], "Keras model in HDF5");
const EMF: Kind = kind("emf", Paper, &["emf"], "EMF");
const WMF: Kind = kind("wmf", Paper, &["wmf"], "WMF");
const HEIF: Kind = kind("heif", Paper, &["heic", "heif", "avif"], "HEIF");
const VIDEO: Kind = kind(
    "media",
    Family::Media,
    &["mp4", "m4a", "m4v", "mov", "avi", "wav", "mp3", "ogg", "flac", "mkv", "webm"],
    "sound or video",
);
const GGML: Kind = kind("ggml", Model, &["ggml", "bin"], "GGML");
const ONENOTE: Kind = kind("onenote", Family::Unknown, &["one", "onetoc2"], "OneNote");
const SAVED_MODEL: Kind = kind("tensorflow", Model, &["pb"], "TensorFlow");
const CORE_ML: Kind = kind("coreml", Model, &["mlmodel"], "Core ML");
const NETCDF: Kind = kind("netcdf", Data, &["nc", "cdf"], "netCDF");
const NUMPY: Kind = kind("npy", Data, &["npy"], "NumPy array");
pub(crate) const ONNX: Kind = kind("onnx", Model, &["onnx"], "ONNX");
const SAFETENSORS: Kind = kind("safetensors", Model, &["safetensors"], "safetensors");
const PICKLED: Kind = kind("pickle", Pickle, &["pkl", "pickle", "p", "joblib"], "Python pickle");
const TORCH_LEGACY: Kind = kind("torch", Model, &["pt", "pth", "bin"], "PyTorch");

/// (offset, bytes, type). Longer and rarer patterns stand first.
const MAGIC: &[(usize, &[u8], Kind)] = &[
    (0, b"%PDF-", PDF),
    (0, b"{\\rt", kind("rtf", Paper, &["rtf"], "RTF document")),
    (0, b"\x89PNG\r\n\x1a\n", kind("png", Paper, &["png"], "PNG")),
    (0, b"\xff\xd8\xff", kind("jpeg", Paper, &["jpg", "jpeg", "jpe"], "JPEG")),
    (0, b"GIF87a", kind("gif", Paper, &["gif"], "GIF")),
    (0, b"GIF89a", kind("gif", Paper, &["gif"], "GIF")),
    (0, b"II*\0", kind("tiff", Paper, &["tif", "tiff"], "TIFF")),
    (0, b"MM\0*", kind("tiff", Paper, &["tif", "tiff"], "TIFF")),
    (40, b" EMF", EMF),
    (0, b"\xd7\xcd\xc6\x9a\0\0", WMF),
    (0, b"\x01\0\x09\0\0\x03", WMF),
    (4, b"ftypheic", HEIF),
    (4, b"ftypheix", HEIF),
    (4, b"ftypmif1", HEIF),
    (4, b"ftypmsf1", HEIF),
    (4, b"ftypavif", HEIF),
    (4, b"ftyp", VIDEO),
    (8, b"AVI LIST", VIDEO),
    (8, b"WAVE", VIDEO),
    (0, b"ID3", VIDEO),
    (0, b"OggS", VIDEO),
    (0, b"fLaC", VIDEO),
    (0, b"\x1a\x45\xdf\xa3", VIDEO),
    (0, b"CDF\x01", NETCDF),
    (0, b"CDF\x02", NETCDF),
    (0, b"CDF\x05", NETCDF),
    (0, b"SIMPLE  = ", kind("fits", Data, &["fits", "fit"], "FITS")),
    (0, b"fst\0", kind("fst", Data, &["fst"], "fst")),
    (0, b"II+\0", kind("tiff", Paper, &["tif", "tiff"], "TIFF")),
    (0, b"MM\0+", kind("tiff", Paper, &["tif", "tiff"], "TIFF")),
    (0, b"<stata_dta", STATA),
    (0, b"ggml", GGML),
    (0, b"ggjt", GGML),
    (0, b"ggla", GGML),
    (0, b"ggmf", GGML),
    (0, b"fmgg", GGML),
    (0, b"algg", GGML),
    (0, b"LZIP", kind("lzip", Archive, &["lz"], "lzip")),
    (0, b"\x1f\x9d", kind("compress", Archive, &["z"], "compress")),
    (8, b"WEBP", kind("webp", Paper, &["webp"], "WebP")),
    (0, b"StataFileTM:", kind("stata-graph", Data, &["gph"], "Stata graph")),
    (0, b"\0\0\x27\x0a\0\0\0\0\0\0\0\0", kind("shapefile", Data, &["shp", "shx"], "shapefile")),
    (0, b"New MicroTSP Workfile", kind("eviews", Data, &["wf1"], "EViews")),
    (0, b"\xba\x16\x4f\x2f\x0c\0\0\0", kind("fasttext", Model, &["bin", "ftz"], "fastText")),
    (0, b"$FL2", SPSS),
    (0, b"$FL3", SPSS),
    (12, b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00\x09\xc7\x31\x8c\x18\x1f\x10\x11", SAS),
    (0, b"HEADER RECORD*******LIB", SAS_XPORT),
    (0, b"RDX2\n", RDS),
    (0, b"RDX3\n", RDS),
    (0, b"RDA2\n", RDS),
    (0, b"RDA3\n", RDS),
    (0, b"\x0b\x0e\x0a\x0c", kind("qs", Data, &["qs", "qs2"], "R qs")),
    (0, b"PAR1", PARQUET),
    (0, b"PARE", kind("parquet-encrypted", Data, &["parquet"], "encrypted Parquet")),
    (0, b"ARROW1", ARROW),
    (0, b"FEA1", ARROW),
    (0, b"ORC", kind("orc", Data, &["orc"], "ORC")),
    (0, b"Obj\x01", kind("avro", Data, &["avro"], "Avro")),
    (0, b"MATLAB 5.0 MAT-file", kind("matlab", Data, &["mat"], "MATLAB")),
    (0, b"SQLite format 3\0", kind("sqlite", Data, &["sqlite", "sqlite3", "db", "gpkg"], "SQLite")),
    (8, b"DUCK", kind("duckdb", Data, &["duckdb", "db"], "DuckDB")),
    (4, b"Standard Jet DB", kind("access", Data, &["mdb"], "Access")),
    (4, b"Standard ACE DB", kind("access", Data, &["accdb"], "Access")),
    (0, b"\x93NUMPY", NUMPY),
    (0, b"GGUF", kind("gguf", Model, &["gguf"], "GGUF")),
    (0, b"tjgg", GGML),
    (0, b"lmgg", GGML),
    (4, b"TFL3", kind("tflite", Model, &["tflite"], "TensorFlow Lite")),
    (0, b"CBM1", kind("catboost", Model, &["cbm"], "CatBoost")),
    (0, b"binf", kind("xgboost", Model, &["model", "bin"], "XGBoost")),
    (0, b"{L\0\0\0\0\0\0\0\x07learner", kind("xgboost", Model, &["ubj"], "XGBoost")),
    (0, b"\xac\xed\x00\x05", kind("java-object", Pickle, &["ser"], "serialised Java object")),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d\xae\xb1\x53\x78\xd0\x29\x96\xd3", ONENOTE),
    (0, b"\xa1\x2f\xff\x43\xd9\xef\x76\x4c\x9e\xe2\x10\xea\x57\x22\x76\x5f", ONENOTE),
    (0, b"Rar!\x1a\x07", kind("rar", Archive, &["rar"], "RAR")),
    (0, b"MSCF", kind("cab", Archive, &["cab"], "cabinet")),
    (32769, b"CD001", kind("iso", Archive, &["iso"], "disk image")),
    (0, b"\x7fELF", kind("elf", Program, &["so", "bin", "o"], "Linux program")),
    (0, b"\xfe\xed\xfa\xce", kind("mach-o", Program, &["dylib"], "macOS program")),
    (0, b"\xfe\xed\xfa\xcf", kind("mach-o", Program, &["dylib"], "macOS program")),
    (0, b"\xcf\xfa\xed\xfe", kind("mach-o", Program, &["dylib"], "macOS program")),
    (0, b"\xce\xfa\xed\xfe", kind("mach-o", Program, &["dylib"], "macOS program")),
    (0, b"\xca\xfe\xba\xbe", kind("class", Program, &["class", "dylib"], "Java class or macOS program")),
    (0, b"\0asm", kind("wasm", Program, &["wasm"], "WebAssembly program")),
    (0, b"L\0\0\0\x01\x14\x02\0", kind("shortcut", Program, &["lnk"], "Windows shortcut")),
];

/// A type by its bytes, for everything that is neither zip, gzip, compound file nor text.
pub(crate) fn by_content(bytes: &[u8]) -> Option<Kind> {
    if let Some(found) = hdf5(bytes) {
        return Some(found);
    }
    let known = MAGIC.iter().find(|(at, magic, _)| bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    if let Some((_, _, found)) = known {
        let model = found.id == "rds" && signs::holds_r_model(bytes);
        return Some(if model { R_MODEL } else { *found });
    }
    // The stream of Arrow: a mark, the length of a message, and Arrow's name for its schema's metadata or types.
    if bytes.starts_with(b"\xff\xff\xff\xff") && signs::is_arrow_stream(bytes) {
        return Some(ARROW);
    }
    // Weak signs last, and each with more than its first bytes.
    if signs::is_old_stata(bytes) {
        return Some(STATA);
    }
    if bytes.starts_with(b"MZ") && bytes.len() > 64 {
        return Some(kind("exe", Program, &["exe", "dll", "com", "scr"], "Windows program"));
    }
    if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        return Some(kind("bmp", Paper, &["bmp"], "BMP"));
    }
    if signs::is_r(bytes) {
        return Some(if signs::holds_r_model(bytes) { R_MODEL } else { RDS });
    }
    if signs::is_safetensors(bytes) {
        return Some(SAFETENSORS);
    }
    if signs::is_old_matlab(bytes) {
        return Some(kind("matlab", Data, &["mat"], "MATLAB 4"));
    }
    if signs::is_dbase(bytes) {
        return Some(kind("dbase", Data, &["dbf"], "dBase"));
    }
    if let Some(pickled) = pickle::walk(bytes) {
        return Some(match pickled {
            pickle::Found::TorchLegacy => TORCH_LEGACY,
            pickle::Found::Model => kind("pickled-model", Model, &["pkl", "pickle", "p", "joblib", "sav"], "pickled"),
            pickle::Found::Pickle => PICKLED,
        });
    }
    if signs::is_onnx(bytes) {
        return Some(ONNX);
    }
    if signs::is_saved_model(bytes) {
        return Some(SAVED_MODEL);
    }
    if signs::is_core_ml(bytes) {
        return Some(CORE_ML);
    }
    // Some write a line or a few bytes in front of a PDF; readers take it for a PDF all the same.
    if memchr::memmem::find(&bytes[..bytes.len().min(1024)], b"%PDF-").is_some()
        && memchr::memmem::find(bytes, b"%%EOF").is_some()
    {
        return Some(PDF);
    }
    // zlib in front of a pickle is what joblib writes with compression.
    if matches!(bytes.first_chunk(), Some([0x78, 0x01 | 0x5e | 0x9c | 0xda])) {
        let mut start = Vec::new();
        let read = flate2::read::ZlibDecoder::new(bytes).take(64 << 10).read_to_end(&mut start);
        if read.is_ok_and(|n| n > 0) || !start.is_empty() {
            return Some(packed::ZLIB);
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

/// A place inside a place.
pub(crate) fn join(place: &str, entry: &str) -> String {
    if place.is_empty() { entry.to_owned() } else { format!("{place} > {entry}") }
}
