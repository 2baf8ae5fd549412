// Takes jsforce through the steps and prints one line of JSON for each: {step, call, shown}, or {step, call, failure}.
// Its only argument is a JSON object with everything that it needs to know.
import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import jsforce from 'jsforce';

const { consumerKey, username, keyFile, wrongKeyFile, query, objects, externalId } = JSON.parse(process.argv[2]);
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

function assertion(file) {
  const exp = Math.floor(Date.now() / 1000) + 180;
  const claims = { iss: consumerKey, sub: username, aud: 'https://login.salesforce.com', exp };
  const encoded = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const signature = sign('sha256', Buffer.from(encoded.join('.')), createPrivateKey(readFileSync(file)));
  return [...encoded, signature.toString('base64url')].join('.');
}

const authorize = (connection, file) => connection.authorize({ grant_type: GRANT_TYPE, assertion: assertion(file) });

const connection = new jsforce.Connection({
  refreshFn: (expired, done) => authorize(expired, keyFile).then(() => done(null, expired.accessToken), done),
});
const accounts = connection.sobject('Account');
let id;

const steps = [
  ['log_in', 'connection.authorize({grant_type, assertion})', async () => {
    await authorize(connection, keyFile);
    return connection.instanceUrl;
  }],
  ['query', `connection.query("${query}")`, async () => {
    const { records, done } = await connection.query(query);
    assert.ok(done);
    return records.map((record) => `${record.Name} of ${record.Account.Name}`).join(', ');
  }],
  ['create', 'connection.sobject("Account").create({Name, Phone})', async () => {
    const saved = await accounts.create({ Name: 'Made by jsforce', Phone: '+49 30 1' });
    assert.equal(saved.success, true);
    ({ id } = saved);
    return `an id of ${id.length} characters`;
  }],
  ['update', 'connection.sobject("Account").update({Id, Phone}), then retrieve(Id)', async () => {
    await accounts.update({ Id: id, Phone: '+49 30 2' });
    const { Phone } = await accounts.retrieve(id);
    assert.equal(Phone, '+49 30 2');
    return `Phone is ${Phone}`;
  }],
  ['upsert', `connection.sobject("Account").upsert({${externalId}, Name}, "${externalId}"), twice`, async () => {
    const record = { [externalId]: 'jsforce-1', Name: 'Made by its number' };
    const first = await accounts.upsert(record, externalId);
    const second = await accounts.upsert(record, externalId);
    assert.deepEqual([first.created, second.created, second.id], [true, false, first.id]);
    await accounts.destroy(first.id);
    return 'created, then updated';
  }],
  ['delete', 'connection.sobject("Account").destroy(Id), then retrieve(Id)', async () => {
    await accounts.destroy(id);
    return refusal(accounts.retrieve(id), 'ENTITY_IS_DELETED');
  }],
  ['several_at_once', 'connection.sobject("Account"): create([…]), upsert([…], …) and destroy([…])', async () => {
    const numbers = ['jsforce-2', 'jsforce-3'];
    const records = numbers.map((number) => ({ [externalId]: number, Name: `Account ${number}` }));
    const created = await accounts.create(records);
    const upserted = await accounts.upsert(records, externalId);
    const destroyed = await accounts.destroy(created.map((saved) => saved.id));
    assert.deepEqual(upserted.map((saved) => saved.id), created.map((saved) => saved.id));
    assert.ok([created, upserted, destroyed].flat().every((saved) => saved.success));
    return `${created.length} created, ${upserted.length} updated, ${destroyed.length} deleted`;
  }],
  ['several_pages', 'connection.query(…) with 200 records a page, then queryMore(nextRecordsUrl)', async () => {
    const records = Array.from({ length: 201 }, (_, number) => ({ Name: `One of many ${number}` }));
    const saved = await accounts.create(records, { allowRecursive: true });
    const first = await connection.query("SELECT Id FROM Account WHERE Name LIKE 'One of many %'", {
      headers: { 'Sforce-Query-Options': 'batchSize=200' },
    });
    const last = await connection.queryMore(first.nextRecordsUrl);
    const found = [...first.records, ...last.records].map((record) => record.Id);
    assert.deepEqual(found.sort(), saved.map((one) => one.id).sort());
    await accounts.destroy(found, { allowRecursive: true });
    return `${first.records.length} records, then ${last.records.length}`;
  }],
  ['describe', 'connection.sobject("Account").describe()', async () => {
    const { keyPrefix, fields } = await accounts.describe();
    const externalIds = fields.filter((field) => field.externalId).map((field) => field.name);
    assert.deepEqual(externalIds, [externalId]);
    return `key prefix ${keyPrefix}, external id ${externalId}`;
  }],
  ['describe_all', 'connection.describeGlobal()', async () => {
    const names = (await connection.describeGlobal()).sobjects.map((object) => object.name);
    assert.deepEqual(objects.filter((name) => !names.includes(name)), []);
    return objects.join(', ');
  }],
  ['identity', 'connection.identity()', async () => {
    const identity = await connection.identity();
    assert.equal(identity.username, username);
    return identity.username;
  }],
  ['limits', 'connection.limits(), and connection.limitInfo', async () => {
    const { DailyApiRequests } = await connection.limits();
    assert.equal(connection.limitInfo.apiUsage.limit, DailyApiRequests.Max);
    return `DailyApiRequests: at most ${DailyApiRequests.Max}`;
  }],
  ['log_in_again', 'connection.query(…) with a refreshFn, after connection.oauth2.revokeToken(token)', async () => {
    const ended = connection.accessToken;
    await connection.oauth2.revokeToken(ended);
    await connection.query(query);
    assert.notEqual(connection.accessToken, ended);
    return 'a new token, and the records';
  }],
  ['wrong_key', 'connection.authorize({grant_type, assertion}), signed with another key', async () =>
    refusal(authorize(new jsforce.Connection(), wrongKeyFile), 'invalid_grant')],
];

async function refusal(promise, code) {
  const error = await promise.then(() => assert.fail('was not refused'), (refused) => refused);
  assert.equal(error.errorCode ?? error.name, code);
  return `${code}: ${error.message}`;
}

for (const [step, call, take] of steps) {
  const outcome = await take().then((shown) => ({ shown }), (error) => ({ failure: error.stack }));
  process.stdout.write(`${JSON.stringify({ step, call, ...outcome })}\n`);
}
