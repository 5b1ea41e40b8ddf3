//! A person's own addresses: added, verified by a code, taken off; and whether a test message may go to one.

use regulars_db::Db;
use regulars_db::messaging::test_addresses;
use regulars_db::messaging::test_addresses::TestAddress;
use regulars_db::organisation::users;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::messaging::test_sends::{CODE_LASTS, TestSendKind, check_code, code_of};
use regulars_domain::text::Message;
use serde_json::json;

use super::send_code::SendCode;
use super::views::NewTestAddress;
use crate::messaging::gateways;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::Keys;
use crate::platform::{audit, clock, jobs, organisation};

/// Adds an address and has a code sent there.
pub fn add(db: &mut Db, actor: &Actor, config: &Config, new: &NewTestAddress) -> Answer<TestAddress> {
    let region = organisation(db)?.default_phone_region;
    let address = new.channel.address(&new.address, &region);
    let row = TestAddress {
        id: ids::make(ids::TEST_ADDRESS),
        user_id: actor.id.clone(),
        channel: AsText(new.channel),
        address: address.map_err(|error| Fault::at("/address", FaultCode::Malformed).hint(error))?,
        code_salt: None,
        code_expires_at: None,
        wrong_codes: 0,
        verified_at: None,
        created_at: clock::now().naive_utc(),
    };
    if !test_addresses::insert(db, &row)? {
        return Err(Refusal::of(Code::Conflict).fault(Fault::at("/address", FaultCode::Taken)).into());
    }
    audit::record(db, actor, "test_addresses.create", ("test_address", &row.id), &json!({"channel": new.channel}))?;
    order_code(db, actor, config, row)
}

/// Has another code sent; the one before is good for nothing any more.
pub fn send_again(db: &mut Db, actor: &Actor, config: &Config, id: &str) -> Answer<TestAddress> {
    let row = test_addresses::lock(db, &actor.id, id)?.ok_or(Code::NotFound)?;
    if row.verified_at.is_some() {
        let said = message!("this address is verified already", "此地址已验证");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    order_code(db, actor, config, row)
}

fn order_code(db: &mut Db, actor: &Actor, config: &Config, row: TestAddress) -> Answer<TestAddress> {
    let channel = row.channel.0;
    if gateways::configured(config, channel).is_none() {
        return Err(gateways::no_way_out(channel));
    }
    count(db, actor, TestSendKind::Code)?;
    let row = TestAddress {
        code_salt: Some(ids::make("")),
        code_expires_at: Some((clock::now() + CODE_LASTS).naive_utc()),
        wrong_codes: 0,
        ..row
    };
    test_addresses::update(db, &row)?;
    jobs::enqueue(db, &SendCode { address_id: row.id.clone(), salt: row.code_salt.clone() }, &actor.id)?;
    Ok(row)
}

/// Verifies an address by the code that came to it. What is wrong with it is answered rather than failed with: that it was
/// tried is kept.
pub fn verify(db: &mut Db, actor: &Actor, keys: &Keys, id: &str, code: &str) -> Answer<Result<TestAddress, Error>> {
    let row = test_addresses::lock(db, &actor.id, id)?.ok_or(Code::NotFound)?;
    if row.verified_at.is_some() {
        return Ok(Ok(row));
    }
    let now = clock::now().naive_utc();
    let is_right = row.code_salt.as_ref().is_some_and(|salt| sent_code(keys, &row.id, salt) == code);
    if let Err(error) = check_code(is_right, row.wrong_codes, row.code_expires_at, now) {
        test_addresses::update(db, &TestAddress { wrong_codes: row.wrong_codes.saturating_add(1), ..row })?;
        return Ok(Err(Fault::at("/code", FaultCode::NotAccepted).hint(error).into()));
    }
    let row = TestAddress { code_salt: None, code_expires_at: None, wrong_codes: 0, verified_at: Some(now), ..row };
    test_addresses::update(db, &row)?;
    audit::record(db, actor, "test_addresses.verify", ("test_address", &row.id), &json!({}))?;
    Ok(Ok(row))
}

/// Takes an address off the caller's.
pub fn remove(db: &mut Db, actor: &Actor, id: &str) -> Answer<()> {
    if !test_addresses::delete(db, &actor.id, id)? {
        return Err(Code::NotFound.into());
    }
    audit::record(db, actor, "test_addresses.delete", ("test_address", id), &json!({}))
}

/// The code that is sent to an address: it is kept nowhere.
pub fn sent_code(keys: &Keys, id: &str, salt: &str) -> String {
    let tag = keys.link_tag(&format!("test_address.{id}.{salt}"));
    code_of(tag.get(..16).and_then(|tag| u64::from_str_radix(tag, 16).ok()).unwrap_or_default())
}

/// Where a test message of the caller goes: to the verified address they name, or else to the one of their log-in, or to the
/// only one they have.
pub fn destination(db: &mut Db, actor: &Actor, channel: Channel, wanted: Option<&str>) -> Answer<String> {
    let own = test_addresses::of_user(db, &actor.id)?.into_iter();
    let own: Vec<String> =
        own.filter(|row| row.channel.0 == channel && row.verified_at.is_some()).map(|row| row.address).collect();
    let Some(wanted) = wanted else {
        let log_in = users::find(db, &actor.id)?.and_then(|user| channel.address(&user.email, "").ok());
        return match own.as_slice() {
            [only] => Ok(only.clone()),
            _ => own
                .into_iter()
                .find(|address| Some(address) == log_in.as_ref())
                .ok_or_else(|| Fault::at("/to", FaultCode::Required).hint(not_verified()).into()),
        };
    };
    let region = organisation(db)?.default_phone_region;
    let wanted = channel.address(wanted, &region);
    let wanted = wanted.map_err(|error| Fault::at("/to", FaultCode::Malformed).hint(error))?;
    if own.contains(&wanted) {
        Ok(wanted)
    } else {
        Err(Fault::at("/to", FaultCode::NotAccepted).hint(not_verified()).into())
    }
}

fn not_verified() -> Message {
    message!("a test message goes to an address of yours that you have verified", "测试消息只能发到您本人已验证的地址")
}

/// Counts one more message that somebody has sent for trying; refused when it is one too many for a day.
pub fn count(db: &mut Db, actor: &Actor, kind: TestSendKind) -> Answer<()> {
    if test_addresses::count_up(db, &actor.id, kind, clock::now().date_naive())? {
        return Ok(());
    }
    let most = kind.most_a_day();
    let said = match kind {
        TestSendKind::Test => {
            message!("no more than {most} test messages a day", "每人每天最多发送 {most} 条测试消息")
        }
        TestSendKind::Code => message!("no more than {most} codes a day", "每人每天最多发送 {most} 个验证码"),
    };
    Err(Refusal::of(Code::TooManyRequests).detail(said).into())
}
