//! A passkey in software: what a browser and its authenticator answer to a challenge (WebAuthn level 2, attestation
//! "none", ES256).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    pub counter: u32,
    /// Where the browser says it is.
    pub origin: String,
    /// Whether the person proved who they are to it (a PIN, a finger).
    pub verifies: bool,
}

/// CBOR, as much as a credential needs: one head and what follows it.
fn cbor(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u8::try_from(length) {
        Ok(small @ 0..=23) => vec![major | small],
        Ok(byte) => vec![major | 24, byte],
        Err(_) => [vec![major | 25], u16::try_from(length).unwrap().to_be_bytes().to_vec()].concat(),
    }
}

fn text(word: &str) -> Vec<u8> {
    [cbor(3, word.len()), word.as_bytes().to_vec()].concat()
}

fn bytes(all: &[u8]) -> Vec<u8> {
    [cbor(2, all.len()), all.to_vec()].concat()
}

fn base64(all: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(all)
}

impl Authenticator {
    pub fn new(seed: u8) -> Authenticator {
        Authenticator {
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            id: vec![seed; 16],
            counter: 1,
            origin: "http://localhost".into(),
            verifies: true,
        }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = options["publicKey"]["challenge"].as_str().expect("a challenge");
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, options_id: &str, attested: &[u8]) -> Vec<u8> {
        let present = 0x01;
        let verified = if self.verifies { 0x04 } else { 0 };
        let flags = present | verified | if attested.is_empty() { 0 } else { 0x40 };
        let party = Sha256::digest(options_id.as_bytes());
        [&party[..], &[flags], &self.counter.to_be_bytes(), attested].concat()
    }

    /// `navigator.credentials.create`
    pub fn create(&self, options: &Value) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        let point = point.as_bytes();
        let key = [
            vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21],
            bytes(&point[1..33]),
            vec![0x22],
            bytes(&point[33..65]),
        ]
        .concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let attested = [&[0; 16][..], &length, &self.id, &key].concat();
        let data = self.data(options["publicKey"]["rp"]["id"].as_str().expect("a relying party"), &attested);
        let object =
            [vec![0xa3], text("fmt"), text("none"), text("attStmt"), vec![0xa0], text("authData"), bytes(&data)]
                .concat();
        let client = self.client_data("webauthn.create", options);
        let response = json!({ "clientDataJSON": base64(&client), "attestationObject": base64(&object) });
        json!({ "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key", "response": response, "extensions": {} })
    }

    /// `navigator.credentials.get`
    pub fn get(&mut self, options: &Value) -> Value {
        self.counter += 1;
        let data = self.data(options["publicKey"]["rpId"].as_str().expect("a relying party"), &[]);
        let client = self.client_data("webauthn.get", options);
        let signed = [data.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature: Signature = self.key.sign(&signed);
        let response = json!({
            "clientDataJSON": base64(&client),
            "authenticatorData": base64(&data),
            "signature": base64(signature.to_der().as_bytes()),
            "userHandle": null,
        });
        json!({ "id": base64(&self.id), "rawId": base64(&self.id), "type": "public-key", "response": response, "extensions": {} })
    }
}
