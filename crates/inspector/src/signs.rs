//! Signs of formats without a clear first word: headers that must agree with themselves.

use crate::kind::contains;

/// Stata before version 13: a version byte, the byte order, 1, 0, then counts.
pub(crate) fn is_old_stata(bytes: &[u8]) -> bool {
    matches!(bytes.first_chunk(), Some([0x66 | 0x67 | 0x68 | 0x69 | 0x6c | 0x6e..=0x73, 1 | 2, 1, 0]))
        && bytes.len() > 60
}

/// R's serialisation: format letter, line end, version 2 or 3, the R version that wrote it.
pub(crate) fn is_r(bytes: &[u8]) -> bool {
    let binary = bytes.starts_with(b"X\n\0\0\0") && matches!(bytes.get(5), Some(2 | 3));
    let native = bytes.starts_with(b"B\n") && matches!(bytes.get(2..6), Some([2 | 3, 0, 0, 0]));
    let text = bytes.starts_with(b"A\n2\n") || bytes.starts_with(b"A\n3\n");
    binary || native || text
}

/// Classes of R objects that are fitted models: they keep the model frame, residuals and fitted values of the records.
const R_MODELS: &[&str] = &[
    "lm",
    "glm",
    "nls",
    "gam",
    "lmerMod",
    "glmerMod",
    "randomForest",
    "ranger",
    "xgb.Booster",
    "train",
    "workflow",
    "rpart",
    "coxph",
    "survreg",
    "svm",
    "nnet",
    "glmnet",
    "cv.glmnet",
    "gbm",
    "polr",
    "multinom",
    "loess",
    "model_fit",
    "lda",
    "qda",
    "aov",
    "mlm",
    "Arima",
    "ets",
    "bam",
    "betareg",
    "cforest",
    "ctree",
    "earth",
    "felm",
    "gamlss",
    "gls",
    "H2OModel",
    "keras.engine.training.Model",
    "kmeans",
    "ksvm",
    "lavaan",
    "lme",
    "lgb.Booster",
    "mclogit",
    "merMod",
    "naiveBayes",
    "prcomp",
    "rlm",
    "stanfit",
    "stanreg",
    "brmsfit",
    "survfit",
    "svyglm",
    "WrappedModel",
    "workflow",
    "zeroinfl",
    "fixest",
    "plm",
    "feols",
    "lmerModLmerTest",
    "cph",
    "lrm",
    "ols",
    "mable",
    "mdl_df",
    "bart",
    "tree",
    "stan_glm",
    "coxph.penal",
    "neuralnet",
    "cubist",
    "C5.0",
    "mixmod",
    "poLCA",
    "lmrob",
    "glmrob",
    "rq",
    "vglm",
    "clm",
    "clmm",
    "hurdle",
    "tobit",
    "ivreg",
    "selection",
    "geeglm",
    "gee",
    "princomp",
    "hclust",
    "ppr",
    "mars",
    "xgboost",
    "catboost.Model",
    "bst_lm",
    "luz_module_fitted",
    "model_stack",
    "tune_results",
    "train.formula",
    "VGAM",
    "lm_robust",
    "iv_robust",
    "varest",
    "garchFit",
    "Mclust",
    "superlearner",
    "SuperLearner",
    "grf",
    "causal_forest",
    "regression_forest",
];

/// A class name as R writes a string: CHARSXP flags, length, bytes. Looking for it needs no walk through the object.
pub(crate) fn holds_r_model(bytes: &[u8]) -> bool {
    let has_class = contains(bytes, b"class");
    let text = bytes.starts_with(b"A\n") || bytes.starts_with(b"RDA");
    has_class
        && R_MODELS.iter().any(|name| {
            let (bytes_of, length) = (name.as_bytes(), name.len() as u32);
            let with = |before: &[u8], length: &[u8]| contains(bytes, &[before, length, bytes_of].concat());
            // In the order of networks, in the order of this machine, and as text.
            with(&[0, 9], &length.to_be_bytes())
                || bytes.starts_with(b"B") && with(&[9, 0, 4, 0], &length.to_le_bytes())
                || text && contains(bytes, format!("\n{length}\n{name}\n").as_bytes())
        })
}

/// MATLAB before version 5: five numbers (how values are written, rows, columns, imaginary part, length of the name), then the name.
pub(crate) fn is_old_matlab(bytes: &[u8]) -> bool {
    let number =
        |at: usize| bytes.get(at..at + 4).and_then(|four| four.first_chunk()).map(|four| u32::from_le_bytes(*four));
    let (Some(form), Some(rows), Some(columns), Some(imaginary), Some(length)) =
        (number(0), number(4), number(8), number(12), number(16))
    else {
        return false;
    };
    let name = bytes.get(20..20 + length.min(64) as usize).unwrap_or_default();
    form < 5000
        && form % 1000 / 100 == 0
        && form % 100 / 10 <= 5
        && form % 10 <= 2
        && (1..10_000_000).contains(&rows)
        && (1..10_000_000).contains(&columns)
        && imaginary <= 1
        && (2..64).contains(&length)
        && name.last() == Some(&0)
        && name[..name.len() - 1].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// A message of Arrow's stream format: its length, and a schema with names of types or metadata near the start.
pub(crate) fn is_arrow_stream(bytes: &[u8]) -> bool {
    let length =
        bytes.get(4..8).and_then(|four| four.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four) as usize);
    length % 8 == 0 && (32..1 << 24).contains(&length) && bytes.get(8..12) == Some(&[0x10, 0, 0, 0])
}

/// A length, then a JSON head of that length that describes tensors.
pub(crate) fn is_safetensors(bytes: &[u8]) -> bool {
    let Some(length) = bytes.first_chunk().map(|eight| u64::from_le_bytes(*eight)) else {
        return false;
    };
    let Some(head) = usize::try_from(length).ok().and_then(|n| bytes.get(8..)?.get(..n)) else {
        return false;
    };
    head.starts_with(b"{")
        && serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(head).is_ok_and(|map| {
            map.contains_key("__metadata__") || map.values().any(|tensor| tensor.get("data_offsets").is_some())
        })
}

/// Header length and record length must agree with what a dBase header says.
pub(crate) fn is_dbase(bytes: &[u8]) -> bool {
    let Some(head) = bytes.first_chunk::<32>() else {
        return false;
    };
    let number = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
    let (header, record) = (number(8), number(10));
    let end = bytes.get(header.wrapping_sub(1)) == Some(&0x0d) || bytes.get(header.wrapping_sub(2)) == Some(&0x0d);
    matches!(head[0], 0x03 | 0x30 | 0x31 | 0x83 | 0x8b | 0xf5)
        && (1..=12).contains(&head[2])
        && (1..=31).contains(&head[3])
        && header > 64
        && record > 1
        && end
}

/// A protobuf message whose fields are those of an ONNX model: 1 is a small number (the version), 7 the graph, and none
/// is one that ONNX does not have.
pub(crate) fn is_onnx(bytes: &[u8]) -> bool {
    let (mut at, mut version, mut graph) = (0, false, false);
    while at < bytes.len() {
        let Some((key, next)) = varint(bytes, at) else {
            return false;
        };
        at = next;
        match (key >> 3, key & 7) {
            (field @ (1 | 5), 0) => match varint(bytes, at) {
                Some((value, next)) if field == 5 || (1..=64).contains(&value) => {
                    version |= field == 1;
                    at = next;
                }
                _ => return false,
            },
            (field @ (2 | 3 | 4 | 6 | 7 | 8 | 14 | 20 | 25), 2) => match varint(bytes, at) {
                Some((length, next)) => match usize::try_from(length).ok().and_then(|n| next.checked_add(n)) {
                    Some(end) if end <= bytes.len() => {
                        graph |= field == 7;
                        at = end;
                    }
                    _ => return false,
                },
                None => return false,
            },
            _ => return false,
        }
    }
    version && graph
}

/// A TensorFlow SavedModel or frozen graph: protobuf whose first field is the schema version or a node that names an operation.
pub(crate) fn is_saved_model(bytes: &[u8]) -> bool {
    let saved = bytes.starts_with(&[0x08, 0x01, 0x12]) && contains(&bytes[..bytes.len().min(1 << 20)], b"MetaGraph");
    let saved = saved
        || (bytes.starts_with(&[0x08, 0x01, 0x12])
            && (contains(bytes, b"saver") || contains(bytes, b"serving_default")));
    let frozen = bytes.first() == Some(&0x0a)
        && contains(&bytes[..bytes.len().min(4096)], b"Placeholder")
        && (contains(bytes, b"dtype") || contains(bytes, b"shape"));
    saved || frozen
}

/// A Core ML model: a small specification version, then a description with named inputs.
pub(crate) fn is_core_ml(bytes: &[u8]) -> bool {
    matches!(bytes, [0x08, 1..=12, 0x12, ..])
        && varint(bytes, 3).is_some_and(|(length, next)| {
            usize::try_from(length).ok().and_then(|n| next.checked_add(n)).is_some_and(|end| {
                // Then the model itself: fields 200 and above, as length-delimited messages.
                matches!(bytes.get(end..), Some(rest) if varint(rest, 0).is_some_and(|(key, _)| key >> 3 >= 10 && key & 7 == 2))
            })
        })
}

fn varint(bytes: &[u8], mut at: usize) -> Option<(u64, usize)> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
    }
    None
}
