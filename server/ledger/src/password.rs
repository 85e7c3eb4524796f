//! What a new password must be: long enough, and not among the first that somebody would try.
//!
//! There are no rules about capitals and signs: they make passwords worse and people angry (NIST SP 800-63B). Asked only
//! when a password is set; who signs in has it or has not.

use model::{Field, Refusal};
use zxcvbn::zxcvbn;

/// Fewest characters (OWASP ASVS 5, 6.2.1).
pub(crate) const SHORTEST: usize = 8;
/// Most characters: room for any sentence, and a bound for what is hashed.
pub(crate) const LONGEST: usize = 128;
/// Guesses that a password must stand. Guessing at the door gets through half a million a year ([`crate::throttle`]); a
/// thief of the database, at 19 MiB and some milliseconds for each hash, needs days of a large machine for one person.
const FEWEST_GUESSES: u64 = 100_000_000;
/// Words about the person that are shorter than this stand in too many others.
const WORD: usize = 4;

/// What people here choose first and lists from elsewhere rank low or do not know, most usual first.
const USUAL: &[&str] = &[
    "lacakpo",
    "lacak",
    "sayang",
    "sayangku",
    "rahasia",
    "bismillah",
    "indonesia",
    "katasandi",
    "sandi",
    "kata",
    "cinta",
    "cintaku",
    "alhamdulillah",
    "subhanallah",
    "merdeka",
    "garuda",
    "pancasila",
    "jakarta",
    "bandung",
    "surabaya",
    "semarang",
    "medan",
    "bekasi",
    "tangerang",
    "cikarang",
    "karawang",
    "jogja",
    "malang",
    "pabrik",
    "produksi",
    "gudang",
    "logam",
    "presisi",
    "mesin",
    "bengkel",
    "karyawan",
    "kantor",
    "admin",
    "manajer",
    "operator",
    "keluarga",
    "anakku",
    "ibuku",
    "mama",
    "papa",
    "bapak",
    "istri",
    "suami",
    "pacar",
    "kucing",
    "harimau",
    "naga",
    "bintang",
    "bulan",
    "matahari",
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "sabtu",
    "minggu",
    "januari",
    "februari",
    "maret",
    "april",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
    "agus",
    "budi",
    "bambang",
    "dewi",
    "siti",
    "sri",
    "putri",
    "putra",
    "rizky",
    "rizki",
    "fitri",
    "ayu",
    "wati",
    "persib",
    "persija",
    "persebaya",
    "bonek",
    "jakmania",
    "allah",
    "muhammad",
    "islam",
    "kristus",
    "yesus",
    "masuk",
    "selamat",
    "pagi",
    "siang",
    "malam",
    "ganteng",
    "cantik",
    "bola",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
];

/// Whether `password` may become one. `about` are the words that who knows the person tries first: user name, name,
/// name of the factory.
///
/// # Errors
/// [`Refusal::PasswordTooShort`], [`Refusal::TooLong`], [`Refusal::PasswordTooEasy`].
pub(crate) fn check_new(password: &str, about: &[&str]) -> Result<(), Refusal> {
    if password.chars().count() < SHORTEST {
        return Err(Refusal::PasswordTooShort { min: SHORTEST as u32 });
    }
    if !fits(password) {
        return Err(too_long());
    }
    let about = words(about);
    let known: Vec<&str> = about.iter().map(String::as_str).chain(USUAL.iter().copied()).collect();
    if rest(password, &about) < SHORTEST || zxcvbn(password, &known).guesses() < FEWEST_GUESSES {
        return Err(Refusal::PasswordTooEasy);
    }
    Ok(())
}

/// Whether it is short enough to be one.
pub(crate) fn fits(password: &str) -> bool {
    password.chars().count() <= LONGEST
}

pub(crate) fn too_long() -> Refusal {
    Refusal::TooLong { field: Field::Password, max: LONGEST as u32 }
}

/// Every word of `texts`, and each text written together.
fn words(texts: &[&str]) -> Vec<String> {
    let mut words: Vec<String> = texts.iter().map(|text| plain(text)).collect();
    words.extend(texts.iter().flat_map(|text| text.split(|letter: char| !letter.is_alphanumeric())).map(plain));
    words.retain(|word| !word.is_empty());
    // The longest first, so that nothing of it is left when its parts are taken out.
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    words.dedup();
    words
}

/// How many letters and digits `password` has beside the words about the person.
fn rest(password: &str, about: &[String]) -> usize {
    let plain = plain(password);
    let own = ["lacakpo"].into_iter().chain(about.iter().map(String::as_str));
    let rest = own.filter(|word| word.chars().count() >= WORD).fold(plain.clone(), |rest, word| rest.replace(word, ""));
    // Signs count too, unless there is a word that they only dress up.
    if rest == plain { password.chars().count() } else { rest.chars().count() }
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: &[&str] = &["budi.s", "Budi Santoso", "PT Logam Presisi"];

    #[test]
    fn what_is_tried_first_is_refused() {
        for password in [
            "12345678",
            "123456789",
            "password",
            "password1",
            "Password1!",
            "P@ssw0rd",
            "qwerty123",
            "qwertyuiop",
            "1q2w3e4r",
            "abcd1234",
            "iloveyou",
            "11111111",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "asdfghjkl",
            "letmein123",
            "indonesia",
            "Indonesia1",
            "indonesia2026",
            "indonesia45",
            "sayang123",
            "sayangku",
            "sayangsayang",
            "bismillah",
            "bismillah123",
            "rahasia123",
            "rahasiaku",
            "katasandi",
            "katasandi1",
            "kata sandi",
            "jakarta2026",
            "merdeka1945",
            "merdeka45",
            "senin123",
            "januari2026",
            "17081945",
            "01011990",
            "admin123",
            "Admin1234",
            "operator1",
            "produksi123",
            "pabrik2026",
            "persib1933",
            "        ",
            "lacakpo2026",
            "LacakPO123!",
        ] {
            assert_eq!(check_new(password, ABOUT), Err(Refusal::PasswordTooEasy), "{password:?}");
        }
    }

    #[test]
    fn what_is_known_about_the_person_is_no_password() {
        for password in [
            "logampresisi",
            "LogamPresisi",
            "logam presisi",
            "Logam-Presisi-1",
            "logampresisi2026",
            "presisilogam",
            "budisantoso",
            "BudiSantoso1",
            "santosobudi",
            "budi.s.budi.s",
            "santoso2026",
            "santoso-budi-99",
            "5antoso123",
        ] {
            assert_eq!(check_new(password, ABOUT), Err(Refusal::PasswordTooEasy), "{password:?}");
        }
    }

    #[test]
    fn short_and_endless_ones_are_told_what_is_wanted() {
        for password in ["", "rahasia", "a1B2c3!", "sandi🔑"] {
            assert_eq!(check_new(password, ABOUT), Err(Refusal::PasswordTooShort { min: 8 }), "{password:?}");
        }
        let sentence = "jerapah biru minum kopi ".repeat(6);
        assert_eq!(check_new(&sentence[..LONGEST], ABOUT), Ok(()));
        assert_eq!(check_new(&sentence[..=LONGEST], ABOUT), Err(too_long()));
    }

    #[test]
    fn ordinary_good_ones_are_taken() {
        for password in [
            "kuda-hijau-lari",
            "Jerapah7Biru",
            "mesin bubut tua",
            "tH7#pq0zLm",
            "kopi tubruk di pagi hari",
            "kereta pagi ke bandung",
            "ボルト締め工具箱七",
            "budi suka rendang padang",
            "correct horse battery staple",
            "🔩🔧🪛⚙️🧰🏭🚚📦",
        ] {
            assert_eq!(check_new(password, ABOUT), Ok(()), "{password:?}");
        }
    }

    /// The costliest input that comes through the door must not hold up a core.
    #[test]
    fn the_longest_is_judged_in_no_time() {
        let start = std::time::Instant::now();
        for part in ["aA1!", "p4$$w0rd", "qwerty", "@@@@", "0123456789"] {
            let password: String = part.chars().cycle().take(LONGEST).collect();
            let _ = check_new(&password, ABOUT);
        }
        assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
    }
}
