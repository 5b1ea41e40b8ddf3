//! Passwords: argon2id with 19 MiB, two passes, one lane. Slow on purpose: never on the event loop, and a few at a time.

use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use regulars_domain::platform::passwords::normalised;
use tokio::sync::Semaphore;

use crate::platform::error::{Answer, Code, Error, Refusal};

/// Hashes that are made at the same time; each takes 19 MiB and a core.
const AT_A_TIME: usize = 4;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);

static TURNS: Semaphore = Semaphore::const_new(AT_A_TIME);

fn argon2() -> Answer<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// The PHC text to keep.
pub fn hash(password: &str) -> Answer<String> {
    let password = normalised(password);
    let hashed = argon2()?.hash_password(password.as_bytes()).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(hashed.to_string())
}

/// Whether the password is the one that was hashed.
pub fn verify(password: &str, hash: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(hash) else { return false };
    let is = |text: &str| argon2().is_ok_and(|argon2| argon2.verify_password(text.as_bytes(), &parsed).is_ok());
    let composed = normalised(password);
    // Passwords of before were hashed as they were typed.
    is(&composed) || (composed != password && is(password))
}

/// Takes as long as `verify`, so that an unknown e-mail cannot be told from a wrong password by the clock.
pub fn verify_nobody(password: &str) -> bool {
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$RdescudvJCsgt3ub+b+dWRWJTmaaJObG9Jzwi+M4mNg";
    verify(password, NOBODY);
    false
}

/// Runs `work` (a hash takes tens of milliseconds) off the event loop when it is its turn. The turn lasts until the work
/// is done, also when nobody waits for it any more.
pub async fn off_the_loop<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
    let turn = match tokio::time::timeout(PATIENCE, TURNS.acquire()).await {
        Ok(turn) => turn.map_err(|error| Error::Internal(error.to_string()))?,
        Err(_) => return Err(Refusal::of(Code::Unavailable).retry_after(2).into()),
    };
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(|error| Error::Internal(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_itself_however_it_is_composed() {
        let (one, two) = ("caf\u{e9} au lait, twice", "cafe\u{301} au lait, twice");
        let kept = hash(two).unwrap();
        assert!(verify(one, &kept) && verify(two, &kept));
        assert!(!verify("cafe au lait, twice", &kept));
        // As an earlier version hashed it.
        let typed = argon2().unwrap().hash_password(two.as_bytes()).unwrap().to_string();
        assert!(verify(two, &typed));
        assert!(!verify("anything", ""));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_few_are_worked_on_at_a_time() {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static RUNNING: AtomicUsize = AtomicUsize::new(0);
        static MOST: AtomicUsize = AtomicUsize::new(0);
        let work = || {
            MOST.fetch_max(RUNNING.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(5));
            RUNNING.fetch_sub(1, Ordering::SeqCst);
        };
        futures_util::future::join_all((0..40).map(|_| off_the_loop(work))).await;
        assert!(MOST.load(Ordering::SeqCst) <= AT_A_TIME);
    }
}
