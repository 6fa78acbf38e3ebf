//! Codes that the API alone decides, at run time: no rule can predict them, a page explains them.

use super::page::Page;
use std::sync::OnceLock;

/// A code of the API that no rule decides, with its page.
pub struct RuntimeCode {
    /// The code.
    pub code: &'static str,
    text: &'static str,
    page: OnceLock<Option<Page>>,
}

impl RuntimeCode {
    const fn new(code: &'static str, text: &'static str) -> Self {
        Self { code, text, page: OnceLock::new() }
    }

    /// Its page. None if the page cannot be parsed, which a test rules out.
    #[must_use]
    pub fn page(&self) -> Option<&Page> {
        self.page.get_or_init(|| Page::parse(self.text).ok()).as_ref()
    }
}

static CODES: [RuntimeCode; 3] = [
    RuntimeCode::new("InvalidUserType.NotSupported", include_str!("../../rules/runtime/user-type.md")),
    RuntimeCode::new("Abs.InvalidAccount.NotFound", include_str!("../../rules/runtime/account-not-found.md")),
    RuntimeCode::new("Forbidden.NotSupportRAM", include_str!("../../rules/runtime/ram-not-supported.md")),
];

/// All codes that only the API decides.
#[must_use]
pub fn runtime_codes() -> &'static [RuntimeCode] {
    &CODES
}

/// The code of a name, with or without its prefix, in any case.
#[must_use]
pub fn runtime_code(name: &str) -> Option<&'static RuntimeCode> {
    CODES.iter().find(|c| super::is_code(c.code, name))
}
