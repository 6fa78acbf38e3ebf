#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| enilint_fuzz::run("baseline", data));
