//! `#[derive(Refusal)]`: a closed enum of reasons, each with the key of the sentence the user reads.
//!
//! `cedar!("schema")`: the things and actions of a Cedar schema as types (exported by the crate `permissions`).

mod cedar;

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, LitStr, parse_macro_input};

/// Every variant carries `#[refusal("message-key")]`; its named fields become the message's arguments.
#[proc_macro_derive(Refusal, attributes(refusal))]
pub fn derive_refusal(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Makes a struct of each entity of a schema and a name of each action, the file taken from the crate's folder:
/// `permissions::cedar!("../../policies/airlock.cedarschema");`
#[proc_macro]
pub fn cedar(input: TokenStream) -> TokenStream {
    let file = parse_macro_input!(input as LitStr);
    cedar::expand(&file).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let name = &input.ident;
    let Data::Enum(data) = &input.data else {
        return Err(syn::Error::new_spanned(name, "a refusal is an enum"));
    };
    let mut keys = Vec::new();
    let mut args = Vec::new();
    let mut all = Vec::new();
    for variant in &data.variants {
        let ident = &variant.ident;
        let key = variant
            .attrs
            .iter()
            .find(|a| a.path().is_ident("refusal"))
            .ok_or_else(|| syn::Error::new_spanned(ident, "say #[refusal(\"message-key\")] on each variant"))?
            .parse_args::<LitStr>()?;
        all.push(key.clone());
        match &variant.fields {
            Fields::Unit => {
                keys.push(quote!(Self::#ident => #key));
                args.push(quote!(Self::#ident => vec![]));
            }
            Fields::Named(fields) => {
                let names: Vec<_> = fields.named.iter().filter_map(|f| f.ident.clone()).collect();
                let texts: Vec<_> = names.iter().map(|n| n.to_string().replace('_', "-")).collect();
                keys.push(quote!(Self::#ident { .. } => #key));
                args.push(quote!(Self::#ident { #(#names),* } =>
                    vec![#((#texts, ::foundation::Arg::from(#names.clone()))),*]));
            }
            Fields::Unnamed(_) => {
                return Err(syn::Error::new_spanned(ident, "name the fields: they are the message's arguments"));
            }
        }
    }
    Ok(quote! {
        impl ::foundation::Refusal for #name {
            fn key(&self) -> &'static str { match self { #(#keys),* } }
            fn args(&self) -> Vec<(&'static str, ::foundation::Arg)> { match self { #(#args),* } }
            fn keys() -> &'static [&'static str] { &[#(#all),*] }
        }
    })
}
