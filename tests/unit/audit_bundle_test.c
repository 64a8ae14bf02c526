/* Audit bundles (PROTOCOL 10): what a reader takes, and what it refuses though the hash at the
 * end is right. */
#include <sodium.h>
#include <stdio.h>

#include "check_main.h"
#include "compliance.h"
#include "findings.h"
#include "unit/audit_fixture.h"

static struct made w;
static struct errmsg why;

static void
set_up(void)
{
	made_some(&w);
}

static void
tear_down(void)
{
	made_clear(&w);
}

/* Must be refused, with these words in the reason. */
static void
refused(const char *words)
{
	struct proof *p = made_read(&w, false, &why);

	ck_assert_msg(!p, "taken");
	ck_assert_msg(
	    strstr(why.text, words), "expected \"%s\", found \"%s\"", words, why.text);
}

static struct proof *
taken(bool judge)
{
	struct proof *p = made_read(&w, judge, &why);

	ck_assert_msg(p, "%s", why.text);
	return p;
}

static struct proof_feed *
feed_of(struct proof *p, const char *author)
{
	for (size_t i = 0; i < p->n_feeds; i++)
		if (!strcmp(p->feeds[i].head.place.author, author))
			return &p->feeds[i];
	ck_abort_msg("no feed of %s", author);
	return NULL;
}

/* --- what is taken ------------------------------------------------------------------ */

START_TEST(a_whole_bundle_proves_feeds_and_witnesses)
{
	struct proof *p = taken(false);
	const struct proof_feed *aus = feed_of(p, "AUS");

	ck_assert_uint_eq(p->n_feeds, 3);
	ck_assert_uint_eq(p->entries, w.n);
	ck_assert_uint_eq(aus->n_ranges, 1);
	ck_assert_uint_eq(aus->ranges[0].first, 1);
	ck_assert_uint_eq(aus->ranges[0].last, 5);
	ck_assert_uint_eq(aus->bodies, 5);
	ck_assert_uint_eq(aus->n_words, 2);
	ck_assert_str_eq(aus->words[0].by, "GBR");
	ck_assert_uint_eq(aus->words[0].first.up_to, 2);
	ck_assert_uint_eq(aus->words[0].last.up_to, 5);
	ck_assert_uint_eq(aus->words[1].last.seq, 2); /* JPN:2 */
	ck_assert_uint_eq(p->disagree, 0);
	ck_assert_ptr_null(p->findings);
	proof_free(p);
}
END_TEST

START_TEST(equal_content_gives_equal_bytes)
{
	struct buf before = { 0 };

	buf_add(&before, w.file.p, w.file.n);
	made_write(&w, NULL, NULL);
	ck_assert(bytes_eq(buf_view(&before), buf_view(&w.file)));
	ck_assert_uint_eq(w.counts.bytes, w.file.n);
	buf_clear(&before);
}
END_TEST

START_TEST(a_body_that_is_not_held_is_counted_and_findings_are_incomplete)
{
	struct proof *p;

	made_find(&w, "AUS", 3)->held = false;
	made_write(&w, NULL, NULL);
	p = taken(true);
	ck_assert_uint_eq(feed_of(p, "AUS")->not_held, 1);
	ck_assert_uint_eq(feed_of(p, "AUS")->bodies, 4);
	ck_assert(p->findings->incomplete);
	proof_free(p);
}
END_TEST

/* M10.6: AUS 3 and 4 are of one audience, one held and one not: two segments. */
START_TEST(a_blob_is_whole_or_absent)
{
	const Cmsa__BundleFrame *f = NULL;
	struct reading r = { .file = &w.file };
	struct bundle_reader *b;
	size_t segments = 0;

	made_find(&w, "AUS", 3)->held = false;
	made_write(&w, NULL, NULL);
	b = bundle_reader_new(made_give, &r);
	do {
		ck_assert_int_eq(bundle_reader_next(b, &f, &why), ERR_NONE);
		segments += f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_SEGMENT;
	} while (f);
	bundle_reader_free(b);
	ck_assert_uint_eq(segments, 4);
}
END_TEST

/* M10.8 */
START_TEST(level_public_holds_public_bodies_alone)
{
	struct proof *p;

	w.manifest.level = LEVEL_PUBLIC_FACTS;
	made_write(&w, NULL, NULL);
	refused("not public");
	made_find(&w, "AUS", 3)->held = made_find(&w, "AUS", 4)->held = false;
	made_write(&w, NULL, NULL);
	p = taken(false);
	ck_assert_uint_eq(feed_of(p, "AUS")->left_out, 2);
	ck_assert_uint_eq(feed_of(p, "AUS")->not_held, 0);
	proof_free(p);
}
END_TEST

/* M10.5, M10.6: entries 3..4 of AUS, headers up to a signature, and who witnessed them. */
START_TEST(a_range_begins_where_it_begins)
{
	struct proof *p;

	made_choose(&w, "AUS", 3, 3);
	made_find(&w, "AUS", 2)->left_out = made_find(&w, "AUS", 5)->left_out = true;
	made_find(&w, "AUS", 3)->is_signed = false;
	made_find(&w, "AUS", 4)->held = false;
	made_find(&w, "GBR", 2)->left_out = made_find(&w, "GBR", 4)->left_out = true;
	made_write(&w, NULL, NULL);
	p = taken(true);
	ck_assert_uint_eq(feed_of(p, "AUS")->n_ranges, 2);
	ck_assert_uint_eq(feed_of(p, "AUS")->ranges[1].first, 3);
	ck_assert_uint_eq(feed_of(p, "AUS")->ranges[1].signed_at, 4);
	ck_assert_uint_eq(feed_of(p, "AUS")->unchosen, 1);
	ck_assert_uint_eq(feed_of(p, "AUS")->n_words, 2);
	ck_assert_ptr_null(p->findings); /* they rest on everything */
	proof_free(p);
	made_find(&w, "AUS", 3)->left_out = true;
	made_write(&w, NULL, NULL);
	refused("not all of them are in the file");
}
END_TEST

/* M10.6: the head itself has no signature here; a header behind it has. */
START_TEST(headers_beyond_the_head_lead_to_a_signature)
{
	struct place head = made_find(&w, "AUS", 4)->e.place;
	struct proof *p;

	made_find(&w, "AUS", 4)->is_signed = false;
	for (size_t i = 0; i < w.manifest.position.n_heads; i++)
		if (!strcmp(w.manifest.position.heads[i].place.author, "AUS"))
			w.manifest.position.heads[i] =
			    (struct position_head){ head, made_find(&w, "AUS", 4)->e.id };
	made_write(&w, NULL, NULL);
	refused("a body beyond the position");
	made_find(&w, "AUS", 5)->held = false;
	made_write(&w, NULL, NULL);
	p = taken(true);
	ck_assert_uint_eq(feed_of(p, "AUS")->beyond, 1);
	ck_assert_uint_eq(feed_of(p, "AUS")->ranges[0].last, 4);
	ck_assert(
	    !p->findings->incomplete); /* what is beyond is no fact and not missing */
	proof_free(p);
}
END_TEST

START_TEST(findings_are_those_of_the_entries_and_the_matrix_shows_them)
{
	const struct compliance_view all = { 0 };
	struct buf a = { 0 }, b = { 0 };
	struct proof *p = taken(true), *q;

	w.manifest.findings = true;
	made_write(&w, p->findings, NULL);
	q = taken(false);
	ck_assert(hash_eq(&p->findings->digest, &q->findings->digest));
	ck_assert(!hash_is_zero(&q->findings->digest));
	compliance_text(&a, p->findings, &all);
	compliance_text(&b, q->findings, &all);
	ck_assert(bytes_eq(buf_view(&a), buf_view(&b)));
	buf_clear(&a);
	buf_clear(&b);
	proof_free(p);
	proof_free(q);
}
END_TEST

/* M10.9 */
START_TEST(without_the_alliance_id_it_says_so_and_with_another_it_refuses)
{
	struct hash other = w.manifest.alliance;
	struct proof_ask ask = { .alliance = &w.manifest.alliance };
	struct reading r = { .file = &w.file };
	struct proof *p = taken(false);
	struct buf text = { 0 };
	char id[HASH_HEX_LEN];

	hash_hex(id, &w.manifest.alliance);
	proof_text(&text, p, &(struct proof_ask){ .judge = false });
	buf_add(&text, "", 1);
	ck_assert_ptr_nonnull(strstr((const char *)text.p, "Anybody can found one"));
	ck_assert_ptr_nonnull(strstr((const char *)text.p, id));
	ck_assert_ptr_nonnull(strstr((const char *)text.p, "entries 1 to 5, complete"));
	buf_reset(&text);
	proof_text(&text, p, &ask);
	buf_add(&text, "", 1);
	ck_assert_ptr_null(strstr((const char *)text.p, "Anybody can found one"));
	proof_free(p);
	buf_clear(&text);
	other.b[0] ^= 1;
	ask.alliance = &other;
	ck_assert_int_eq(proof_read(&p, made_give, &r, &ask, &why), ERR_REFUSED);
	ck_assert_ptr_nonnull(strstr(why.text, "another alliance"));
}
END_TEST

START_TEST(a_witness_that_names_another_entry_is_shown)
{
	struct hash id = { { 7 } };
	struct proof *p;

	made_witness(&w, "JPN", "AUS", 4, &id);
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	p = taken(false);
	ck_assert_uint_eq(p->disagree, 1);
	ck_assert_str_eq(
	    p->disagrees, "JPN:3 names another AUS:4 than the one in this file");
	proof_free(p);
}
END_TEST

/* M7.3 */
START_TEST(a_witness_whose_clock_fell_says_nothing)
{
	struct proof *p;

	w.lines[w.n - 1].e.time_ms += 3600000; /* JPN:2, by an hour ahead of its time */
	made_renew(&w, &w.lines[w.n - 1]);
	made_witness(&w, "JPN", "AUS", 5, NULL);
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	p = taken(false);
	ck_assert_uint_eq(feed_of(p, "AUS")->words[1].last.up_to, 3);
	proof_free(p);
}
END_TEST

/* --- what is refused, with a right hash at the end ---------------------------------- */

START_TEST(an_entry_left_out_is_missed) /* _i: each of them */
{
	if (_i >= (int)w.n)
		return;
	w.lines[_i].left_out = true;
	made_write(&w, NULL, NULL);
	ck_assert_int_eq(w.written, ERR_NONE);
	refused(w.lines[_i].e.place.author);
}
END_TEST

START_TEST(two_entries_exchanged_are_refused) /* _i: each with the next one */
{
	struct line l;

	if (_i + 1 >= (int)w.n)
		return;
	l = w.lines[_i];
	w.lines[_i] = w.lines[_i + 1];
	w.lines[_i + 1] = l;
	made_write(&w, NULL, NULL);
	refused(":");
}
END_TEST

START_TEST(an_entry_signed_by_another_is_refused)
{
	struct line *l = made_find(&w, "AUS", 5);
	struct maker other;

	/* the same acts under other registrars: another alliance, whose signatures are no use */
	maker_init(&other, 2, 2);
	make_enrol(&other, "AUS", ROLE_MEMBER);
	l->sig.b[0] ^= 1;
	made_write(&w, NULL, NULL);
	refused("AUS 1:5: the signature does not verify");
	buf_reset(&l->header);
	l->sig = maker_entry(&l->header, &l->e, &other, buf_view(&l->body));
	made_write(&w, NULL, NULL);
	refused("AUS 1:5");
	maker_clear(&other);
}
END_TEST

START_TEST(a_body_in_place_of_another_is_refused)
{
	struct line *l = made_find(&w, "AUS", 3);

	l->body.p[l->body.n - 1] ^= 1;
	made_write(&w, NULL, NULL);
	refused("AUS 1:3");
}
END_TEST

START_TEST(a_keys_body_left_out_is_refused)
{
	made_find(&w, "GBR", 1)->held = false;
	made_write(&w, NULL, NULL);
	refused("GBR 1:1: a body that acceptance rests on");
}
END_TEST

/* M10.4 */
START_TEST(an_act_with_too_few_signatures_is_refused)
{
	const uint64_t n = registry_number(w.acts.registry);
	const struct act *last = registry_act(w.acts.registry, n)->act;
	struct buf forged = { 0 };

	signed_act_write(&forged, last->bytes, last->sigs, 1);
	made_write(&w, NULL, &forged);
	refused("act ");
	buf_clear(&forged);
}
END_TEST

START_TEST(the_acts_of_another_alliance_are_refused)
{
	w.manifest.alliance.b[3] ^= 1;
	made_write(&w, NULL, NULL);
	refused("act 1: it founds another alliance");
}
END_TEST

START_TEST(acts_that_end_before_the_position_are_refused)
{
	w.manifest.position.register_number++;
	made_write(&w, NULL, NULL);
	refused("the acts end at");
}
END_TEST

/* M10.7; `_i`: what the forger changes, digest and end made anew. */
START_TEST(findings_that_do_not_follow_are_refused)
{
	struct proof *p = taken(true);
	struct findings *fs = p->findings;
	const struct findings_about about = { .alliance = w.manifest.alliance,
		.rules_version = fs->rules_version,
		.level = LEVEL_MEMBER_FACTS,
		.position = &w.manifest.position,
		.as_of = w.manifest.as_of };

	ck_assert_uint_gt(fs->n_list, 2);
	w.manifest.findings = true;
	switch (_i) {
	case 0: fs->list[1].pb.status = CMSA__STATUS__STATUS_DEFICIENT; break;
	case 1: fs->list[1].pb.count++; break;
	case 2: fs->n_list--; break;
	case 3: fs->digest.b[0] ^= 1; break;
	case 4: fs->incomplete = true; break;
	default: fs->rules_version++; break;
	}
	if (_i < 3)
		fs->digest = findings_digest(&about, fs->list, fs->n_list);
	made_write(&w, fs, NULL);
	refused("finding");
	fs->digest = findings_digest(&about, fs->list, fs->n_list);
	proof_free(p);
}
END_TEST

/* As above, and the digest is left as the true one: the finding itself is named. */
START_TEST(a_changed_finding_is_named)
{
	struct proof *p = taken(true);

	w.manifest.findings = true;
	p->findings->list[1].pb.count++;
	made_write(&w, p->findings, NULL);
	refused("finding 2 does not follow from the entries");
	proof_free(p);
}
END_TEST

START_TEST(findings_that_the_manifest_names_and_the_file_lacks_are_missed)
{
	w.manifest.findings = true;
	made_write(&w, NULL, NULL);
	refused("not in the file");
}
END_TEST

/* M10.3 */
START_TEST(a_manifest_out_of_its_range_is_refused)
{
	made_choose(&w, "AUS", 3, 9);
	made_write(&w, NULL, NULL);
	refused("expected entries within 1..5");
	w.manifest.n_chosen = 0;
	for (uint64_t i = 0; i <= BUNDLE_MOST_CHOICES; i++)
		made_choose(&w, "AUS", i + 1, i + 1);
	made_write(&w, NULL, NULL);
	refused("256 choices");
	w.manifest.n_chosen = 0;
	w.manifest.as_of.days = 0;
	made_write(&w, NULL, NULL);
	refused("expected a date");
}
END_TEST

START_TEST(a_range_without_a_signature_is_not_written)
{
	made_find(&w, "GBR", 4)->is_signed = false;
	made_write(&w, NULL, NULL);
	ck_assert_int_eq(w.written, ERR_REFUSED);
}
END_TEST

/* --- who may write, and under which key --------------------------------------------- */

static void
begin_anew(const char *author, enum role role)
{
	made_clear(&w);
	w = (struct made){ .n = 0 };
	maker_init(&w.acts, 3, 2);
	make_minerals(&w.acts, "1", 1, 1, "m", 1);
	make_enrol(&w.acts, "GBR", ROLE_MEMBER);
	make_enrol(&w.acts, author, role);
}

START_TEST(what_a_role_may_not_write_is_refused)
{
	begin_anew("court", ROLE_AUDITOR);
	made_keys(&w, "court");
	made_capacity(&w, "court", 20700, AUDIENCE_PUBLIC);
	made_manifest(&w);
	made_write(&w, NULL, NULL);
	refused(verdict_text(V_ROLE));
}
END_TEST

/* GBR opens a feed in the name of JPN, under its own good key. */
START_TEST(a_feed_under_a_key_that_no_registrar_saw_is_refused)
{
	const struct maker_pair key = maker_signing("GBR");
	struct buf body = { 0 }, string = { 0 };
	struct line *l;

	begin_anew("JPN", ROLE_MEMBER);
	maker_keys_body(&body, &w.acts, "GBR");
	l = made_add(&w, "JPN", KIND_KEYS, AUDIENCE_PUBLIC, &body);
	made_manifest(&w);
	entry_signing_string(&string, &w.manifest.alliance, &l->e.id);
	crypto_sign_detached(l->sig.b, NULL, string.p, string.n, key.secret);
	made_write(&w, NULL, NULL);
	refused("JPN 1:1");
	buf_clear(&body);
	buf_clear(&string);
}
END_TEST

START_TEST(a_feed_without_its_first_entry_is_refused)
{
	made_choose(&w, "AUS", 3, 4);
	made_find(&w, "AUS", 1)->left_out = made_find(&w, "AUS", 2)->left_out = true;
	made_write(&w, NULL, NULL);
	refused("the feed does not begin with its first entry");
}
END_TEST

/* M10.3, in a file without a digest that would hold them. */
START_TEST(the_ids_of_the_position_are_those_of_what_is_there)
{
	w.manifest.position.register_id.b[0] ^= 1;
	made_write(&w, NULL, NULL);
	refused("is another one than the position names");
	w.manifest.position.register_id.b[0] ^= 1;
	w.manifest.position.heads[1].id.b[0] ^= 1;
	made_write(&w, NULL, NULL);
	refused("GBR 1:4: is another entry than the head that the manifest names");
}
END_TEST

/* Without a digest each of them must be there all the same. */
START_TEST(a_finding_left_out_of_an_incomplete_answer_is_missed)
{
	struct proof *p;

	made_find(&w, "AUS", 3)->held = false;
	made_write(&w, NULL, NULL);
	p = taken(true);
	ck_assert(p->findings->incomplete);
	w.manifest.findings = true;
	made_write(&w, p->findings, NULL);
	proof_free(taken(false));
	p->findings->n_list--;
	made_write(&w, p->findings, NULL);
	refused("findings: the file says");
	p->findings->n_list++;
	proof_free(p);
}
END_TEST

/* --- frames made by hand ------------------------------------------------------------ */

enum edit {
	NO_SIGNATURE,
	SECOND_MANIFEST,
	NO_MANIFEST,
	SEGMENT_TWICE,
	ACT_BEHIND_SEGMENT,
	BLOB_CUT,
	BLOB_OF_NOTHING,
	BLOB_LONGER,
	UNKNOWN_FIELD,
	UNKNOWN_AUTHOR,
	WRONG_COUNT
};

static const char *const edit_words[] = {
	[NO_SIGNATURE] = "no signature proves the entries from 1 up to this one",
	[SECOND_MANIFEST] = "a second manifest",
	[NO_MANIFEST] = "expected a manifest first",
	[SEGMENT_TWICE] = "out of the order",
	[ACT_BEHIND_SEGMENT] = "out of the order of frames",
	[BLOB_CUT] = "AUS 1:",
	[BLOB_OF_NOTHING] = "expected blobs by audience, each with a body",
	[BLOB_LONGER] = "does not hold the headers and bodies it should",
	[UNKNOWN_FIELD] = "frame 2: ",
	[UNKNOWN_AUTHOR] = "is of no feed at the position",
	[WRONG_COUNT] = "the end counts",
};

static void
put_frame(struct buf *out, const Cmsa__BundleFrame *f)
{
	const size_t at = out->n;

	buf_add_u32(out, 0);
	pb_write(out, &f->base);
	put_u32(out->p + at, (uint32_t)(out->n - at - 4));
}

/* Writes the frame as the forger has it; once more when it returns true. */
static bool
edit_frame(struct buf *out, const Cmsa__BundleFrame *from, enum edit how)
{
	Cmsa__BundleFrame f = *from;
	Cmsa__Segment s;
	Cmsa__Blob cut, *cut_list[4];
	uint8_t bodies[4096] = { 0 };
	Cmsa__BundleEnd end;

	if (f.frame_case == CMSA__BUNDLE_FRAME__FRAME_SEGMENT) {
		s = *f.segment;
		f.segment = &s;
		if (how == NO_SIGNATURE)
			s.n_signatures = 0;
		if (how == UNKNOWN_AUTHOR)
			s.author = pb_text("NLD");
		if (how == BLOB_CUT || how == BLOB_OF_NOTHING || how == BLOB_LONGER) {
			memcpy(bodies, s.blobs[0]->bodies.data, s.blobs[0]->bodies.len);
			cut = *s.blobs[0];
			cut.bodies.data = bodies;
			cut.bodies.len = how == BLOB_CUT      ? cut.bodies.len - 1
					 : how == BLOB_LONGER ? cut.bodies.len + 1
							      : 0;
			cut_list[0] = &cut;
			for (size_t i = 1; i < s.n_blobs; i++)
				cut_list[i] = s.blobs[i];
			s.blobs = cut_list;
		}
	}
	if (f.frame_case == CMSA__BUNDLE_FRAME__FRAME_END) {
		uint8_t sum[32] = { 0 }; /* sealed afterwards */

		end = *f.end;
		end.sha256 = pb_data(bytes_of(sum, sizeof(sum)));
		end.entries += how == WRONG_COUNT;
		f.end = &end;
		put_frame(out, &f);
		return false;
	}
	if (how != NO_MANIFEST || f.frame_case != CMSA__BUNDLE_FRAME__FRAME_MANIFEST)
		put_frame(out, &f);
	if (how == UNKNOWN_FIELD && f.frame_case == CMSA__BUNDLE_FRAME__FRAME_ACT) {
		static const uint8_t field_15[2] = { 15 << 3, 1 };
		const size_t n = protobuf_c_message_get_packed_size(&f.base);

		buf_add(out, field_15, sizeof(field_15));
		put_u32(out->p + out->n - n - 6, (uint32_t)n + 2);
	}
	return (how == SECOND_MANIFEST &&
		   f.frame_case == CMSA__BUNDLE_FRAME__FRAME_MANIFEST) ||
	       (how == SEGMENT_TWICE &&
		   f.frame_case == CMSA__BUNDLE_FRAME__FRAME_SEGMENT);
}

/* M10.1, M10.2 */
START_TEST(frames_made_by_hand_are_refused) /* _i: enum edit */
{
	const Cmsa__BundleFrame *f = NULL;
	struct reading r = { .file = &w.file };
	struct bundle_reader *b = bundle_reader_new(made_give, &r);
	struct buf out = { 0 }, act = { 0 };

	buf_add(&out, TAG_BUNDLE, BUNDLE_MAGIC_BYTES);
	do {
		ck_assert_int_eq(bundle_reader_next(b, &f, &why), ERR_NONE);
		if (f && edit_frame(&out, f, (enum edit)_i))
			put_frame(&out, f);
		if (f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_ACT && !act.n)
			put_frame(&act, f);
		if (f && f->frame_case == CMSA__BUNDLE_FRAME__FRAME_SEGMENT &&
		    _i == ACT_BEHIND_SEGMENT)
			buf_add(&out, act.p, act.n);
	} while (f);
	bundle_reader_free(b);
	buf_clear(&w.file);
	w.file = out;
	w.end_at = end_frame(&w.file);
	made_seal(&w);
	refused(edit_words[_i]);
	buf_clear(&act);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("audit bundles");
	TCase *c = tcase_create("audit_bundle");

	tcase_add_checked_fixture(c, set_up, tear_down);
	tcase_add_test(c, a_whole_bundle_proves_feeds_and_witnesses);
	tcase_add_test(c, equal_content_gives_equal_bytes);
	tcase_add_test(c, a_body_that_is_not_held_is_counted_and_findings_are_incomplete);
	tcase_add_test(c, a_blob_is_whole_or_absent);
	tcase_add_test(c, level_public_holds_public_bodies_alone);
	tcase_add_test(c, a_range_begins_where_it_begins);
	tcase_add_test(c, headers_beyond_the_head_lead_to_a_signature);
	tcase_add_test(c, findings_are_those_of_the_entries_and_the_matrix_shows_them);
	tcase_add_test(c, without_the_alliance_id_it_says_so_and_with_another_it_refuses);
	tcase_add_test(c, a_witness_that_names_another_entry_is_shown);
	tcase_add_test(c, a_witness_whose_clock_fell_says_nothing);
	tcase_add_loop_test(c, an_entry_left_out_is_missed, 0, 12);
	tcase_add_loop_test(c, two_entries_exchanged_are_refused, 0, 12);
	tcase_add_test(c, an_entry_signed_by_another_is_refused);
	tcase_add_test(c, a_body_in_place_of_another_is_refused);
	tcase_add_test(c, a_keys_body_left_out_is_refused);
	tcase_add_test(c, an_act_with_too_few_signatures_is_refused);
	tcase_add_test(c, the_acts_of_another_alliance_are_refused);
	tcase_add_test(c, acts_that_end_before_the_position_are_refused);
	tcase_add_loop_test(c, findings_that_do_not_follow_are_refused, 0, 6);
	tcase_add_test(c, a_changed_finding_is_named);
	tcase_add_test(c, findings_that_the_manifest_names_and_the_file_lacks_are_missed);
	tcase_add_test(c, a_manifest_out_of_its_range_is_refused);
	tcase_add_test(c, a_range_without_a_signature_is_not_written);
	tcase_add_test(c, what_a_role_may_not_write_is_refused);
	tcase_add_test(c, a_feed_under_a_key_that_no_registrar_saw_is_refused);
	tcase_add_test(c, a_feed_without_its_first_entry_is_refused);
	tcase_add_test(c, the_ids_of_the_position_are_those_of_what_is_there);
	tcase_add_test(c, a_finding_left_out_of_an_incomplete_answer_is_missed);
	tcase_add_loop_test(c, frames_made_by_hand_are_refused, 0, ARRAY_LEN(edit_words));
	suite_add_tcase(s, c);
	return check_main(s);
}
