/* resume_make.c - a resume over what the test says. */
#include "resume_make.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "pb.h"

enum {
	MOST_MEMBERS = 8
};

struct hash
resume_id_of(struct bytes signed_act)
{
	struct act a;
	struct hash id;

	if (act_parse(&a, signed_act))
		abort();
	id = a.id;
	act_clear(&a);
	return id;
}

void
resume_make(struct buf *out, const struct maker *m, const struct resume_words *w)
{
	const struct hash alliance = registry_alliance(m->registry);
	ProtobufCBinaryData aside = pb_hash_data(w->aside.b);
	Cmsa__ResumeMember pb[MOST_MEMBERS], *list[MOST_MEMBERS];
	char names[MOST_MEMBERS][AUTHOR_LEN] = { { 0 } };
	struct signature sigs[MOST_MEMBERS];
	Cmsa__Act act = maker_act(m);
	struct buf text = { 0 };
	Cmsa__Resume r;

	cmsa__resume__init(&r);
	r.number = w->number;
	r.stands = pb_hash_data(w->stands.b);
	r.aside = &aside;
	r.n_aside = 1;
	r.members = list;
	act_resume_string(&text, &alliance, &r);
	for (const char *p = w->members; *p; p += p[3] ? 4 : 3) {
		const size_t i = r.n_members++;
		struct maker_pair key;

		memcpy(names[i], p, 3);
		key = maker_identity(!i && w->signs_as ? w->signs_as : names[i]);
		crypto_sign_detached(sigs[i].b, NULL, text.p, text.n, key.secret);
		cmsa__resume_member__init(&pb[i]);
		pb[i].country = names[i];
		pb[i].signature = pb_data(bytes_of(sigs[i].b, sizeof(sigs[i].b)));
		list[i] = &pb[i];
	}
	act.number = w->number + 1;
	act.prev = pb_hash_data(w->stands.b);
	act.body_case = CMSA__ACT__BODY_RESUME;
	act.resume = &r;
	maker_signed(out, m, &act);
	buf_clear(&text);
}
