/* factsdb_open.c - facts.db: its tables, what is folded, and the register in it. */
#include "factsdb.h"

#include <stdlib.h>
#include <string.h>

#include "factsdb_impl.h"
#include "mem.h"

/* Numbers of quantities in a review: presence, as published, unit, grams, litres, bound,
 * estimated. */
#define QUANTITY(name)                                                                \
	" " name "_presence TEXT, " name "_published TEXT, " name "_unit TEXT, " name \
	"_grams INTEGER, " name "_litres INTEGER, " name "_bound TEXT, " name         \
	"_estimated INTEGER,"
#define PLACE        " author TEXT NOT NULL, incarnation INTEGER NOT NULL, seq INTEGER NOT NULL,"
#define BATCH        " batch_id BLOB, batch_part INTEGER, batch_parts INTEGER,"
#define ROW          " row INTEGER NOT NULL,"
#define EMPTY(table) "DELETE FROM " table ";"
#define KEY          " PRIMARY KEY(author, incarnation, seq, row))"

/* Append-only: what a released version made is never edited. */
static const char *const migrations[] = {
	/* 1 */
	/* About the fold itself. */
	"CREATE TABLE state(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE feed(author TEXT NOT NULL, incarnation INTEGER NOT NULL,"
	" seq INTEGER NOT NULL, id BLOB NOT NULL, PRIMARY KEY(author, incarnation)) WITHOUT ROWID;"
	/* The register. */
	"CREATE TABLE act(row INTEGER PRIMARY KEY, number INTEGER NOT NULL, id BLOB NOT NULL,"
	" kind TEXT, date TEXT, signed_act BLOB NOT NULL);"
	"CREATE INDEX act_number ON act(number);"
	/* Every header; a body when it is held, with what is wrong with it (0: nothing).
	 */
	"CREATE TABLE entry(entry INTEGER PRIMARY KEY," PLACE
	" id BLOB NOT NULL, time_ms INTEGER NOT NULL, register_number INTEGER NOT NULL,"
	" kind INTEGER NOT NULL, audience INTEGER NOT NULL, body_size INTEGER NOT NULL);"
	"CREATE UNIQUE INDEX entry_place ON entry(author, incarnation, seq);"
	"CREATE INDEX entry_kind ON entry(author, incarnation, kind, seq);"
	"CREATE TABLE body(entry INTEGER PRIMARY KEY, usable INTEGER NOT NULL, bytes BLOB NOT NULL);"
	/* One table a kind. */
	"CREATE TABLE keys(" PLACE ROW
	" generation INTEGER, algorithm INTEGER, signing_key BLOB, reading_key BLOB," KEY
	";CREATE TABLE witness(" PLACE ROW
	" full INTEGER, time_ms INTEGER, of_author TEXT, of_incarnation INTEGER, of_seq INTEGER, of_id BLOB," KEY
	";CREATE TABLE capacity(" PLACE ROW
	" country TEXT, subjects TEXT, stage TEXT, form TEXT, basis TEXT," QUANTITY(
	    "capacity") QUANTITY("production")
	    QUANTITY(
		"reserves") " reference_year INTEGER, review_date TEXT, method TEXT, source TEXT,"
			    " secondary INTEGER, sample INTEGER, nil_for_rest "
			    "INTEGER," BATCH KEY
			    ";CREATE TABLE capacity_subject(" PLACE ROW
			    " subject TEXT NOT NULL, PRIMARY KEY(author, incarnation, seq, row, subject));"
			    "CREATE INDEX capacity_subject_subject ON "
			    "capacity_subject(subject);CREATE TABLE duty(" PLACE ROW
			    " country TEXT, hs_edition TEXT, schedule TEXT, mfn_only INTEGER, code TEXT,"
			    " scope TEXT, origin TEXT, kind TEXT, measure TEXT, "
			    "start_date TEXT, end_date TEXT, combination TEXT, ad_valorem_bp INTEGER, specific TEXT, "
			    "published TEXT,"
			    " equivalent_bp INTEGER, equivalent_from TEXT, equivalent_to TEXT,"
			    " equivalent_value_cents INTEGER, equivalent_currency TEXT,"
			    " equivalent_quantity INTEGER, equivalent_quantity_unit TEXT, equivalent_source TEXT, citation TEXT," BATCH
				KEY
			    ";CREATE INDEX duty_code ON duty(country, code);CREATE TABLE assessment(" PLACE
				ROW
			    " rules_version INTEGER, level TEXT, position_author TEXT,"
			    " position_incarnation INTEGER, position_seq INTEGER, "
			    "position_id BLOB, as_of TEXT, digest BLOB, incomplete INTEGER," KEY
			    ";CREATE TABLE assessment_count(" PLACE ROW
			    " country TEXT, criterion TEXT, criterion_status TEXT, status TEXT, reason TEXT, count INTEGER," KEY
			    ";",
	/* 2: kinds that were only stored before; folding anew gives their rows. */
	"CREATE TABLE measure(" PLACE ROW
	" country TEXT, id TEXT, kind TEXT, critical_minerals INTEGER, "
	"derivative_products "
	"INTEGER,"
	" hs6 TEXT, countries TEXT, entities_of_concern INTEGER, citation TEXT, "
	"authority "
	"TEXT,"
	" start_date TEXT, end_date TEXT, sha256 BLOB, quota_grams_a_year INTEGER, "
	"sample "
	"INTEGER," BATCH KEY ";"
	"CREATE TABLE attendance(" PLACE ROW
	" country TEXT, meeting INTEGER, attended INTEGER, note TEXT, sample "
	"INTEGER," BATCH KEY ";" EMPTY("state") EMPTY("feed") EMPTY("act") EMPTY("entry")
	    EMPTY("body") EMPTY("keys") EMPTY("witness") EMPTY("capacity")
		EMPTY("capacity_subject") EMPTY("duty") EMPTY("assessment")
		    EMPTY("assessment_count"),
	/* 3: alerts, what is taken back, desks; folding anew gives their rows. */
	"CREATE TABLE alert(" PLACE ROW
	" country TEXT, id TEXT, severity TEXT, schemes TEXT, subjects TEXT, hs_edition TEXT,"
	" codes TEXT, declared_origin TEXT, suspected_origin TEXT, transit TEXT, action TEXT,"
	" containers TEXT, vessel TEXT, vessel_name TEXT, bill_of_lading TEXT, ports TEXT,"
	" quantity TEXT, unit TEXT, mass_grams INTEGER, value_cents INTEGER, currency TEXT,"
	" first_date TEXT, last_date TEXT, basis TEXT, handling TEXT, sample INTEGER," BATCH
	    KEY ";CREATE TABLE alert_party(" PLACE ROW
	" name TEXT, country TEXT, lei TEXT, part TEXT," KEY
	";CREATE TABLE alert_response(" PLACE ROW
	" country TEXT, alert_author TEXT, alert_incarnation INTEGER, alert_seq INTEGER,"
	" alert_id BLOB, state TEXT, action TEXT, action_date TEXT, sample INTEGER," BATCH
	    KEY
	";CREATE INDEX alert_response_alert ON alert_response(alert_author, alert_incarnation,"
	" alert_seq);CREATE TABLE retraction(" PLACE ROW
	" reason TEXT, sample INTEGER," KEY ";CREATE TABLE removal(" PLACE ROW
	" of_author TEXT, of_incarnation INTEGER, of_seq INTEGER, of_id BLOB," KEY
	";CREATE TABLE desk(" PLACE ROW
	" name TEXT, withdrawn INTEGER, kinds TEXT, audiences TEXT, after_seq INTEGER," KEY
	";" EMPTY("state") EMPTY("feed") EMPTY("act") EMPTY("entry") EMPTY("body")
	    EMPTY("keys") EMPTY("witness") EMPTY("capacity") EMPTY("capacity_subject")
		EMPTY("duty") EMPTY("measure") EMPTY("attendance") EMPTY("assessment")
		    EMPTY("assessment_count"),
	/* 4: the trust fund, replies; folding anew gives their rows. */
	"CREATE TABLE fund(" PLACE ROW
	" id TEXT, kind TEXT, date TEXT, cents INTEGER, fiscal_year INTEGER, subject TEXT,"
	" stage TEXT, cost_cents INTEGER, of_id TEXT, backing TEXT, interest_bearing INTEGER,"
	" recipient TEXT, project TEXT, purpose TEXT, country TEXT, national_interest INTEGER,"
	" developmental INTEGER, strategic_competitor INTEGER, united_states_entity INTEGER,"
	" offered_bp INTEGER, citation TEXT, sample INTEGER," BATCH KEY
	";CREATE TABLE reply(" PLACE ROW
	" country TEXT, criterion TEXT, reason TEXT, product TEXT, to_author TEXT,"
	" to_incarnation INTEGER, to_seq INTEGER, to_id BLOB, as_of TEXT, text TEXT,"
	" sample INTEGER," KEY
	";CREATE INDEX reply_country ON reply(country, criterion);" EMPTY("state")
	    EMPTY("feed") EMPTY("act") EMPTY("entry") EMPTY("body") EMPTY("keys")
		EMPTY("witness") EMPTY("capacity") EMPTY("capacity_subject") EMPTY("duty")
		    EMPTY("measure") EMPTY("attendance") EMPTY("assessment")
			EMPTY("assessment_count") EMPTY("alert") EMPTY("alert_party")
			    EMPTY("alert_response") EMPTY("retraction") EMPTY("removal")
				EMPTY("desk"),
	/* 5: disclosures; folding anew gives their rows. */
	"CREATE TABLE disclosure(" PLACE ROW
	" of_author TEXT, of_incarnation INTEGER, of_seq INTEGER, of_id BLOB,"
	" content_key BLOB, reason TEXT, sample INTEGER," KEY
	";CREATE INDEX disclosure_of ON disclosure(of_author, of_incarnation, of_seq);" EMPTY(
	    "state") EMPTY("feed") EMPTY("act") EMPTY("entry") EMPTY("body") EMPTY("keys")
	    EMPTY("witness") EMPTY("capacity") EMPTY("capacity_subject") EMPTY("duty")
		EMPTY("measure") EMPTY("attendance") EMPTY("assessment")
		    EMPTY("assessment_count") EMPTY("alert") EMPTY("alert_party")
			EMPTY("alert_response") EMPTY("retraction") EMPTY("removal")
			    EMPTY("desk") EMPTY("fund") EMPTY("reply"),
	/* 6: proofs of forks, which no version before took. */
	"CREATE TABLE proof(" PLACE ROW
	" of_author TEXT, of_incarnation INTEGER, of_seq INTEGER, id1 BLOB, id2 BLOB," KEY
	";CREATE INDEX proof_of ON proof(of_author, of_incarnation, of_seq);",
};

static const struct sql_file facts_file = {
	.name = "facts.db",
	.lock_name = "facts.lock",
	.migrations = migrations,
	.n_migrations = ARRAY_LEN(migrations),
};

enum err
factsdb_open(
    struct factsdb **out, const char *dir, enum store_mode mode, struct errmsg *m)
{
	struct factsdb *f = mem_new(sizeof(*f));
	enum err err = sql_open(&f->sql, dir, &facts_file, mode == STORE_WRITE, m);

	if (err) {
		free(f);
		return err;
	}
	*out = f;
	return ERR_NONE;
}

void
factsdb_close(struct factsdb **f)
{
	if (!*f)
		return;
	sql_close(&(*f)->sql);
	free(*f);
	*f = NULL;
}

enum err
factsdb_state_get(struct factsdb *f, const char *name, int64_t *value)
{
	struct sql_query q = sql_query(&f->sql, "SELECT value FROM state WHERE name=?");

	*value = 0;
	sql_put_text(&q, name);
	if (sql_row(&q))
		*value = sql_int(&q, 0);
	return sql_end(&q);
}

enum err
factsdb_state_set(struct factsdb *f, const char *name, int64_t value)
{
	struct sql_query q =
	    sql_query(&f->sql, "INSERT OR REPLACE INTO state(name, value) VALUES(?, ?)");

	sql_put_text(&q, name);
	sql_put_int(&q, value);
	return sql_run(&q);
}

enum err
factsdb_clear(struct factsdb *f)
{
	static const char *const texts[] = { "DELETE FROM state", "DELETE FROM feed",
		"DELETE FROM act", "DELETE FROM entry", "DELETE FROM body",
		"DELETE FROM keys", "DELETE FROM witness", "DELETE FROM capacity",
		"DELETE FROM capacity_subject", "DELETE FROM duty", "DELETE FROM measure",
		"DELETE FROM attendance", "DELETE FROM assessment",
		"DELETE FROM assessment_count", "DELETE FROM alert",
		"DELETE FROM alert_party", "DELETE FROM alert_response",
		"DELETE FROM retraction", "DELETE FROM removal", "DELETE FROM desk",
		"DELETE FROM fund", "DELETE FROM reply", "DELETE FROM disclosure",
		"DELETE FROM proof" };
	enum err err = ERR_NONE;

	for (size_t i = 0; i < ARRAY_LEN(texts) && !err; i++) {
		struct sql_query q = sql_query(&f->sql, texts[i]);

		err = sql_run(&q);
	}
	return err;
}

static enum err
take_heads(struct factsdb *f, struct position *out)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT author, incarnation, seq, id FROM feed ORDER BY author, incarnation");
	enum err err = ERR_NONE, end;

	while (!err && sql_row(&q)) {
		struct bytes author = sql_blob(&q, 0);
		struct place p = { .incarnation = (uint32_t)sql_int(&q, 1),
			.seq = sql_u64(&q, 2) };
		struct hash id;

		if (author.n >= sizeof(p.author) || !sql_hash(&q, 3, &id)) {
			err = sql_damaged(&f->sql, "a row of feed");
			break;
		}
		memcpy(p.author, author.p, author.n);
		position_set(out, &p, &id);
	}
	end = sql_end(&q);
	return err ? err : end;
}

/* The act that the registry stood at when the facts were folded. */
static enum err
take_register(struct factsdb *f, struct position *out)
{
	int64_t number = 0;
	enum err err = factsdb_state_get(f, "register", &number);
	struct sql_query q;

	if (err || !number)
		return err;
	out->register_number = (uint64_t)number;
	q = sql_query(&f->sql, "SELECT id FROM act WHERE number=? ORDER BY row LIMIT 1");
	sql_put_int(&q, number);
	if (!sql_row(&q) || !sql_hash(&q, 0, &out->register_id)) {
		err = sql_end(&q);
		return err ? err : sql_damaged(&f->sql, "the act folded last");
	}
	return sql_end(&q);
}

enum err
factsdb_position(struct factsdb *f, struct position *out)
{
	enum err err = sql_read_begin(&f->sql);

	if (err)
		return err;
	*out = (struct position){ 0 };
	err = take_register(f, out);
	if (!err)
		err = take_heads(f, out);
	sql_read_end(&f->sql);
	if (err)
		position_clear(out);
	return err;
}

/* One act at a time: no statement is open while the register works. */
static enum err
next_act(struct factsdb *f, int64_t *row, uint64_t most, struct buf *act)
{
	struct sql_query q = sql_query(&f->sql,
	    "SELECT row, signed_act FROM act WHERE row > ? AND number <= ? ORDER BY row LIMIT 1");
	bool found;
	enum err err;

	sql_put_int(&q, *row);
	sql_put_u64(&q, most);
	found = sql_row(&q);
	if (found) {
		struct bytes b = sql_blob(&q, 1);

		*row = sql_int(&q, 0);
		buf_reset(act);
		buf_add(act, b.p, b.n);
	}
	err = sql_end(&q);
	return !err && !found ? ERR_NOT_FOUND : err;
}

enum err
factsdb_registry(struct factsdb *f, struct registry **out, uint64_t number)
{
	const uint64_t most = number ? number : UINT64_MAX;
	struct registry *r = registry_new();
	struct buf act = { 0 };
	int64_t row = 0, named = 0;
	enum err err;

	/* Verified again: an act not known here stops it as it did in the log; a second act
	 * for a number was judged by core. */
	registry_set_named(r, UINT64_MAX);
	while (!(err = next_act(f, &row, most, &act)))
		(void)registry_apply(r, buf_view(&act));
	if (err == ERR_NOT_FOUND)
		err = number && registry_number(r) < number ? ERR_NOT_FOUND : ERR_NONE;
	buf_clear(&act);
	if (!err)
		err = factsdb_state_get(f, "named", &named);
	registry_set_named(r, (uint64_t)named);
	if (err)
		registry_free(r);
	else
		*out = r;
	return err;
}

enum err
factsdb_check(struct factsdb *f, struct errmsg *m)
{
	return sql_check(&f->sql, m);
}
