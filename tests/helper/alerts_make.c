/* alerts_make.c - see the header. */
#include "alerts_make.h"

#include <string.h>

#include "alert.pb-c.h"
#include "alert_response.pb-c.h"
#include "attr.h"
#include "pb.h"
#include "retraction.pb-c.h"

enum {
	MOST_NAMED = 128
};

void
alerts_make(struct buf *out, const char *country, const char *id, const char *action)
{
	static Cmsa__AlertScheme schemes[] = {
		CMSA__ALERT_SCHEME__SCHEME_DUTY_CIRCUMVENTION
	};
	char *subjects[] = { pb_text("gallium") }, *named[MOST_NAMED];
	char text[MOST_NAMED][4] = { "" };
	Cmsa__AlertBody a;

	cmsa__alert_body__init(&a);
	for (; *action && a.n_action < MOST_NAMED; action += action[3] ? 4 : 3) {
		memcpy(text[a.n_action], action, 3);
		named[a.n_action] = text[a.n_action];
		a.n_action++;
	}
	a.action = named;
	a.country = pb_text(country);
	a.id = pb_text(id);
	a.severity = CMSA__ALERT_SEVERITY__SEVERITY_HIGH;
	a.schemes = schemes;
	a.n_schemes = ARRAY_LEN(schemes);
	a.subjects = subjects;
	a.n_subjects = ARRAY_LEN(subjects);
	a.basis = pb_text("a tip");
	a.handling = CMSA__HANDLING__HANDLING_GREEN;
	pb_write(out, &a.base);
}

static Cmsa__Ref
ref_to(const struct place *p, const struct hash *id)
{
	Cmsa__Ref ref;

	cmsa__ref__init(&ref);
	ref.author = pb_text(p->author);
	ref.incarnation = p->incarnation;
	ref.seq = p->seq;
	ref.id = pb_hash_data(id->b);
	return ref;
}

void
alerts_make_response(struct buf *out, const char *country, const struct place *alert,
    const struct hash *id)
{
	Cmsa__Ref ref = ref_to(alert, id);
	Cmsa__AlertResponseBody b;

	cmsa__alert_response_body__init(&b);
	b.country = pb_text(country);
	b.alert = &ref;
	b.state = CMSA__RESPONSE_STATE__RESPONSE_ACKNOWLEDGED;
	pb_write(out, &b.base);
}

void
alerts_make_retraction(struct buf *out, const struct place *entry, const struct hash *id)
{
	Cmsa__Ref ref = ref_to(entry, id), *list[] = { &ref };
	Cmsa__RetractionBody b;

	cmsa__retraction_body__init(&b);
	b.entries = list;
	b.n_entries = ARRAY_LEN(list);
	b.reason = pb_text("a slip");
	pb_write(out, &b.base);
}
