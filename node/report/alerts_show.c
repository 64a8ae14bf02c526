/* alerts_show.c - one alert, whole. */
#include "alerts_show.h"

#include <inttypes.h>
#include <string.h>

#include "attr.h"
#include "json.h"
#include "pb_json.h"

static void
label(struct buf *out, const char *name)
{
	buf_add_format(out, "  %-17s ", name);
}

static void
say(struct buf *out, const char *name, const char *text)
{
	if (!*text)
		return;
	label(out, name);
	buf_add_str(out, text);
	buf_add_str(out, "\n");
}

static void
say_list(struct buf *out, const char *name, char *const *list, size_t n, const char *by)
{
	if (!n)
		return;
	label(out, name);
	for (size_t i = 0; i < n; i++) {
		buf_add_str(out, i ? by : "");
		buf_add_str(out, list[i]);
	}
	buf_add_str(out, "\n");
}

/* --- words ----------------------------------------------------------------------------- */

static const char *
scheme_words(Cmsa__AlertScheme s)
{
	static const char *const words[] = { "?", "duty circumvention",
		"evasion of enforcement", "forced-labour origin" };

	return (size_t)s < ARRAY_LEN(words) ? words[s] : "?";
}

/* What the marks of TLP 2.0 allow, in short. */
static const char *
mark_words(Cmsa__Handling h)
{
	static const char *const words[] = { "no mark", "may be told to anybody",
		"may be told within the community, not in public",
		"may be told within your organization and to its clients who need to know",
		"may be told within your organization alone, to those who need to know",
		"is for the persons it was told to and nobody else" };

	return (size_t)h < ARRAY_LEN(words) ? words[h] : "?";
}

static const char *
response_word(Cmsa__ResponseState s)
{
	static const char *const words[] = { "?", "acknowledged", "investigating",
		"confirmed", "refuted", "closed" };

	return (size_t)s < ARRAY_LEN(words) ? words[s] : "?";
}

static void
say_readers(struct buf *out, uint32_t audience)
{
	static const enum role roles[] = { ROLE_MEMBER, ROLE_AUDITOR, ROLE_DESK,
		ROLE_CANDIDATE };
	const char *between = "";

	label(out, "sent to");
	buf_add_format(out, "%s: ", audience_name(audience));
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		if (!role_reads(roles[i], audience))
			continue;
		buf_add_format(out, "%s%ss", between, role_name(roles[i]));
		between = ", ";
	}
	buf_add_str(out, "\n");
}

/* --- text ------------------------------------------------------------------------------ */

static void
say_goods(struct buf *out, const Cmsa__AlertBody *b)
{
	label(out, "scheme");
	for (size_t i = 0; i < b->n_schemes; i++)
		buf_add_format(out, "%s%s", i ? ", " : "", scheme_words(b->schemes[i]));
	buf_add_str(out, "\n");
	say_list(out, "goods", b->subjects, b->n_subjects, ", ");
	say_list(out, b->n_codes ? b->hs_edition : "codes", b->codes, b->n_codes, ", ");
	if (*b->quantity) {
		label(out, "quantity");
		buf_add_format(out, "%s %s\n", b->quantity, b->unit);
	}
	if (b->mass_grams) {
		label(out, "mass");
		buf_add_format(out, "%" PRId64 ".%03" PRId64 " kg\n",
		    b->mass_grams / 1000, b->mass_grams % 1000);
	}
	if (b->value_cents) {
		label(out, "value");
		buf_add_format(out, "%" PRId64 ".%02" PRId64 " %s\n",
		    b->value_cents / 100, b->value_cents % 100, b->currency);
	}
}

static void
say_way(struct buf *out, const Cmsa__AlertBody *b)
{
	char first[11], last[11];

	say(out, "declared origin", b->declared_origin);
	say(out, "suspected origin", b->suspected_origin);
	say_list(out, "transit", b->transit, b->n_transit, " > ");
	say_list(out, "ports", b->ports, b->n_ports, " > ");
	say(out, "vessel", b->vessel_name);
	say(out, "vessel IMO", b->vessel);
	say(out, "bill of lading", b->bill_of_lading);
	say_list(out, "containers", b->containers, b->n_containers, ", ");
	date_write(first, (struct date){ b->first_days });
	date_write(last, (struct date){ b->last_days });
	if (*first || *last) {
		label(out, "shipped");
		buf_add_format(out, "%s .. %s\n", first, last);
	}
	for (size_t i = 0; i < b->n_parties; i++) {
		const Cmsa__Party *p = b->parties[i];

		label(out, *p->part ? p->part : "party");
		buf_add_format(out, "%s%s%s%s%s\n", p->name, *p->country ? ", " : "",
		    p->country, *p->lei ? ", LEI " : "", p->lei);
	}
}

static void
say_answer(struct buf *out, const struct facts *f, const struct alert_answer *a)
{
	const struct fact_origin *o = &f->sources[a->response->source];
	const Cmsa__AlertResponseBody *b = a->response->response;
	char ref[ALERTS_REF_LEN], day[11], when[11];

	alerts_list_ref(ref, &o->place);
	date_write(day, a->day);
	date_write(when, (struct date){ b->action_days });
	buf_add_format(out, "      %-10s %-13s %s%s", *day ? day : "no day yet",
	    response_word(b->state), ref, a->counts ? "" : " (does not count)");
	if (*b->action)
		buf_add_format(out, ": %s%s%s%s", b->action, *when ? " (" : "", when,
		    *when ? ")" : "");
	buf_add_str(out, "\n");
}

static void
say_clock(struct buf *out, const struct facts *f, const struct alert_view *v,
    const struct alert_clock *c)
{
	const struct alerts_line line = { v, c };
	char words[ALERTS_CLOCK_LEN], ack[11], outcome[11];

	alerts_list_words(words, &line);
	date_write(ack, c->ack_by);
	date_write(outcome, c->outcome_by);
	buf_add_format(out, "    %s  %s%s%s", c->country, alerts_list_state(&line),
	    *words ? ": " : "", words);
	if (*ack)
		buf_add_format(out, " (acknowledge by %s, outcome by %s)", ack, outcome);
	buf_add_str(out, "\n");
	for (size_t i = 0; i < c->n_answers; i++)
		say_answer(out, f, &c->answers[i]);
}

static void
say_removed(struct buf *out, const struct facts *f, const struct fact_origin *o)
{
	const struct fact_origin *by;
	char ref[ALERTS_REF_LEN];

	if (o->remover == NO_SOURCE || o->standing != FACT_REMOVED)
		return;
	by = &f->sources[o->remover];
	alerts_list_ref(ref, &by->place);
	buf_add_format(out, "  %s by %s\n",
	    by->kind == KIND_RETRACTION ? "TAKEN BACK" : "CORRECTED", ref);
}

void
alerts_show_text(struct buf *out, const struct facts *f, const struct alerts_line *line)
{
	const struct alert_view *v = line->view;
	const Cmsa__AlertBody *b = v->alert->alert;
	char ref[ALERTS_REF_LEN], time[25], day[11], words[ALERTS_CLOCK_LEN];

	alerts_list_ref(ref, &v->origin->place);
	alerts_list_words(words, line);
	time_write(time, v->origin->time_ms);
	date_write(day, v->day);
	buf_add_format(out, "Alert %s, \"%s\", severity %s%s\n", ref, b->id,
	    alerts_list_severity(b->severity), b->sample ? ", a SAMPLE" : "");
	say_removed(out, f, v->origin);
	label(out, "written");
	buf_add_format(out, "%s; day of its clocks: %s\n", time, *day ? day : "none yet");
	say_goods(out, b);
	say_way(out, b);
	say(out, "basis", b->basis);
	label(out, alerts_list_mark(b->handling));
	buf_add_format(out, "%s\n", mark_words(b->handling));
	say_readers(out, v->origin->audience);
	for (size_t i = 0; i < b->n_attachments; i++) {
		char hex[65] = "";

		if (b->attachments[i]->sha256.len == 32)
			hex_write(hex, b->attachments[i]->sha256.data, 32);
		label(out, i ? "" : "attachments");
		buf_add_format(out, "%s, %" PRIu64 " bytes, SHA-256 %s\n",
		    b->attachments[i]->name, b->attachments[i]->size_bytes, hex);
	}
	buf_add_format(
	    out, "  %s\n", v->n_clocks ? "named for action" : "no country is named");
	for (size_t i = 0; i < v->n_clocks; i++)
		say_clock(out, f, v, &v->clocks[i]);
}

/* --- JSON ------------------------------------------------------------------------------ */

static json_t *
answer_json(const struct facts *f, const struct alert_answer *a)
{
	const struct fact_origin *o = &f->sources[a->response->source];
	char ref[ALERTS_REF_LEN];
	json_t *j = json_object();

	alerts_list_ref(ref, &o->place);
	json_set_text(j, "ref", ref);
	json_set_hash(j, "id", &o->id);
	json_set_text(j, "state", response_word(a->response->response->state));
	json_set_date(j, "day", a->day);
	json_set_bool(j, "counts", a->counts);
	json_set_text(j, "action", a->response->response->action);
	json_set_date(
	    j, "action_date", (struct date){ a->response->response->action_days });
	return j;
}

static void
set_clock(json_t *j, const struct alerts_line *line)
{
	const struct alert_clock *c = line->clock;
	char words[ALERTS_CLOCK_LEN];

	alerts_list_words(words, line);
	json_set_text(j, "state", alerts_list_state(line));
	json_set_text(j, "clock", words);
	json_set_date(j, "due", c ? c->due : (struct date){ 0 });
	if (c && date_given(c->due))
		json_set_int(j, "days_left", c->days_left);
	else
		json_set(j, "days_left", json_null());
}

static json_t *
clock_json(const struct facts *f, const struct alert_view *v, const struct alert_clock *c)
{
	const struct alerts_line line = { v, c };
	json_t *j = json_object(), *answers = json_array();

	json_set_text(j, "country", c->country);
	set_clock(j, &line);
	json_set_date(j, "acknowledge_by", c->ack_by);
	json_set_date(j, "outcome_by", c->outcome_by);
	for (size_t i = 0; i < c->n_answers; i++)
		json_array_append_new(answers, answer_json(f, &c->answers[i]));
	json_set(j, "responses", answers);
	return j;
}

json_t *
alerts_show_json(const struct facts *f, const struct alerts_line *line)
{
	const struct alert_view *v = line->view;
	const struct fact_origin *o = v->origin;
	char ref[ALERTS_REF_LEN], time[25];
	json_t *j = json_object(), *clocks = json_array();

	alerts_list_ref(ref, &o->place);
	time_write(time, o->time_ms);
	json_set_text(j, "ref", ref);
	json_set_text(j, "author", o->place.author);
	json_set_int(j, "incarnation", o->place.incarnation);
	json_set_int(j, "seq", (int64_t)o->place.seq);
	json_set_hash(j, "id", &o->id);
	json_set_text(j, "time", time);
	json_set_date(j, "day", v->day);
	json_set_text(j, "audience", audience_name(o->audience));
	json_set_text(j, "severity", alerts_list_severity(v->alert->alert->severity));
	json_set_text(j, "handling", alerts_list_mark(v->alert->alert->handling));
	set_clock(j, line);
	json_set_text(j, "standing", alerts_standing_words(v->standing));
	if (o->standing == FACT_REMOVED && o->remover != NO_SOURCE)
		alerts_list_ref(ref, &f->sources[o->remover].place);
	else
		*ref = '\0';
	json_set_text(j, "removed_by", ref);
	for (size_t i = 0; i < v->n_clocks; i++)
		json_array_append_new(clocks, clock_json(f, v, &v->clocks[i]));
	json_set(j, "clocks", clocks);
	json_set(j, "body", pb_json(&v->alert->alert->base));
	return j;
}
