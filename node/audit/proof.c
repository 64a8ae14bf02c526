/* proof.c - frame by frame. */
#include "proof.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desks.h"
#include "mem.h"
#include "pb.h"
#include "proof_impl.h"

enum err
proof_refuse(struct proving *g, const struct place *at, const char *why)
{
	return errmsg_set(g->m, ERR_REFUSED, "%s %u:%" PRIu64 ": %s", at->author,
	    at->incarnation, at->seq, why);
}

void
proof_free(struct proof *p)
{
	if (!p)
		return;
	proof_sealed_clear(p);
	findings_free(p->findings);
	facts_free(p->facts);
	when_free(p->when);
	registry_free(p->at);
	registry_free(p->registry);
	for (size_t i = 0; i < p->n_feeds; i++) {
		free(p->feeds[i].ranges);
		free(p->feeds[i].words);
	}
	free(p->feeds);
	bundle_manifest_clear(&p->manifest);
	free(p);
}

/* --- manifest and acts -------------------------------------------------------------- */

static enum err
take_manifest(struct proving *g, const Cmsa__BundleManifest *pb)
{
	struct proof *p = g->p;
	char named[HASH_HEX_LEN], asked[HASH_HEX_LEN];
	enum err e = bundle_manifest_take(&p->manifest, pb, g->m);

	if (e)
		return e;
	p->n_feeds = p->manifest.position.n_heads;
	p->feeds = mem_array(p->n_feeds, sizeof(*p->feeds));
	for (size_t i = 0; i < p->n_feeds; i++)
		p->feeds[i].head = p->manifest.position.heads[i];
	g->ids = mem_array(p->n_feeds, sizeof(*g->ids));
	if (!g->ask->alliance || hash_eq(g->ask->alliance, &p->manifest.alliance))
		return ERR_NONE;
	hash_hex(named, &p->manifest.alliance);
	hash_hex(asked, g->ask->alliance);
	return errmsg_set(g->m, ERR_REFUSED,
	    "the bundle is of another alliance: expected %s, found %s", asked, named);
}

/* PROTOCOL M10.4 */
static enum err
take_act(struct proving *g, struct bytes signed_act)
{
	struct registry *r = g->p->registry;
	const uint64_t number = registry_number(r) + 1;
	const enum verdict v = registry_apply(r, signed_act);
	struct hash alliance;

	if (v)
		return errmsg_set(
		    g->m, ERR_REFUSED, "act %" PRIu64 ": %s", number, verdict_text(v));
	alliance = registry_alliance(r);
	if (number == 1 && !hash_eq(&alliance, &g->p->manifest.alliance))
		return errmsg_set(g->m, ERR_REFUSED,
		    "act 1: it founds another alliance than the one in the manifest");
	return ERR_NONE;
}

/* Behind the last act: the register at the position. */
static enum err
end_acts(struct proving *g)
{
	struct proof *p = g->p;
	const struct position *at = &p->manifest.position;
	struct hash id;

	if (p->at)
		return ERR_NONE;
	if (!registry_act_id(&id, p->registry, at->register_number))
		return errmsg_set(g->m, ERR_REFUSED,
		    "the acts end at %" PRIu64 ", before act %" PRIu64 " of the position",
		    registry_number(p->registry), at->register_number);
	if (!hash_eq(&id, &at->register_id))
		return errmsg_set(g->m, ERR_REFUSED,
		    "act %" PRIu64 " is another one than the position names",
		    at->register_number);
	p->at = registry_at(p->registry, at->register_number);
	for (uint64_t n = 1; n <= at->register_number; n++)
		p->voids += registry_act(p->at, n)->voided != 0;
	if ((p->manifest.findings || g->ask->judge) && !p->manifest.n_chosen)
		p->facts = facts_new(p->at, at, p->manifest.level);
	return ERR_NONE;
}

/* --- findings ----------------------------------------------------------------------- */

static void
set_roles(struct proof *p, const struct desks *desks)
{
	for (size_t i = 0; i < p->n_feeds; i++) {
		const char *name = p->feeds[i].head.place.author;
		const struct author *a =
		    registry_author(p->at, name, p->manifest.position.register_number);

		p->feeds[i].role = a ? a->role : ROLE_NONE;
		if (author_is_desk(name) && desks_find(desks, name))
			p->feeds[i].role = ROLE_DESK;
	}
}

/* Behind the last segment. */
static enum err
end_entries(struct proving *g)
{
	struct proof *p = g->p;
	enum err e = end_acts(g);

	if (e || g->entries_ended)
		return e;
	g->entries_ended = true;
	e = proof_feeds_check(g);
	if (e)
		return e;
	set_roles(p, g->desks);
	proof_sealed_judge(g);
	e = proof_when_answer(g);
	if (e)
		return e;
	if (p->facts) {
		proof_forks_judge(g);
		facts_finish(p->facts);
		p->findings = comply_judge(p->facts, p->manifest.as_of);
	}
	return ERR_NONE;
}

/* PROTOCOL M10.7 */
static enum err
take_findings(struct proving *g, const Cmsa__BundleFindings *said)
{
	const struct findings *fs;
	enum err e = end_entries(g);

	if (e)
		return e;
	fs = g->p->findings;
	if (!g->p->manifest.findings || !fs)
		return errmsg_set(
		    g->m, ERR_REFUSED, "findings: the manifest says that there are none");
	if (said->rules_version != fs->rules_version)
		return errmsg_set(g->m, ERR_REFUSED,
		    "findings: made by rules %u; by the acts of the file rules %u hold",
		    said->rules_version, fs->rules_version);
	if (said->count != fs->n_list || said->incomplete != fs->incomplete)
		return errmsg_set(g->m, ERR_REFUSED,
		    "findings: the file says %u%s; from its own entries follow %zu%s",
		    said->count, said->incomplete ? ", incomplete" : "", fs->n_list,
		    fs->incomplete ? ", incomplete" : "");
	if (!bytes_eq(pb_bytes(said->digest),
		bytes_of(fs->digest.b, fs->incomplete ? 0 : sizeof(fs->digest.b))))
		return errmsg_set(g->m, ERR_REFUSED,
		    "findings: the digest is not that of what follows from the entries");
	g->findings_said = true;
	return ERR_NONE;
}

static void
say_finding(char *out, size_t room, const Cmsa__Finding *f)
{
	snprintf(out, room, "%.4s %s %.32s%s%.24s: %s, %.32s %.24s", f->country,
	    criterion_name(f->criterion), f->n_products ? f->products[0] : "",
	    f->n_hs6 ? " " : "", f->n_hs6 ? f->hs6[0] : "", status_name(f->status),
	    f->reason, f->measured);
}

static enum err
take_finding(struct proving *g, const Cmsa__Finding *said)
{
	const struct findings *fs = g->p->findings;
	struct buf a = { 0 }, b = { 0 };
	char theirs[160], ours[160];
	bool equal;

	assert(fs);
	if (g->n_findings == fs->n_list)
		return errmsg_set(g->m, ERR_REFUSED, "findings: more than said");
	pb_write(&a, &said->base);
	pb_write(&b, &fs->list[g->n_findings].pb.base);
	equal = bytes_eq(buf_view(&a), buf_view(&b));
	buf_clear(&a);
	buf_clear(&b);
	if (equal) {
		g->n_findings++;
		return ERR_NONE;
	}
	say_finding(theirs, sizeof(theirs), said);
	say_finding(ours, sizeof(ours), &fs->list[g->n_findings].pb);
	return errmsg_set(g->m, ERR_REFUSED,
	    "finding %zu does not follow from the entries: the file says \"%s\", they give \"%s\"",
	    g->n_findings + 1, theirs, ours);
}

/* --- the file ----------------------------------------------------------------------- */

static enum err
take_end(struct proving *g, const Cmsa__BundleEnd *end)
{
	enum err e = end_entries(g);

	if (!e && g->p->manifest.findings && !g->findings_said)
		e = errmsg_set(g->m, ERR_REFUSED,
		    "the findings that the manifest names are not in the file");
	if (!e && (end->entries != g->p->entries || end->bodies != g->p->bodies))
		e = errmsg_set(g->m, ERR_REFUSED,
		    "the end counts %" PRIu64 " entries and %" PRIu64
		    " bodies, the file holds %" PRIu64 " and %" PRIu64,
		    end->entries, end->bodies, g->p->entries, g->p->bodies);
	return e;
}

static enum err
take_frame(struct proving *g, const Cmsa__BundleFrame *f)
{
	enum err e;

	switch (f->frame_case) {
	case CMSA__BUNDLE_FRAME__FRAME_MANIFEST: return take_manifest(g, f->manifest);
	case CMSA__BUNDLE_FRAME__FRAME_ACT: return take_act(g, pb_bytes(f->act));
	case CMSA__BUNDLE_FRAME__FRAME_SEGMENT:
		e = end_acts(g);
		return e ? e : proof_entry_segment(g, f->segment);
	case CMSA__BUNDLE_FRAME__FRAME_FINDINGS: return take_findings(g, f->findings);
	case CMSA__BUNDLE_FRAME__FRAME_FINDING: return take_finding(g, f->finding);
	case CMSA__BUNDLE_FRAME__FRAME_END: return take_end(g, f->end);
	case CMSA__BUNDLE_FRAME__FRAME__NOT_SET:
	case _CMSA__BUNDLE_FRAME__FRAME__CASE_IS_INT_SIZE: break;
	}
	return ERR_REFUSED;
}

static enum err
read_all(struct proving *g, bundle_read_fn *fn, void *ctx)
{
	struct bundle_reader *r = bundle_reader_new(fn, ctx);
	const Cmsa__BundleFrame *f = NULL;
	enum err e;

	do {
		e = bundle_reader_next(r, &f, g->m);
		if (!e && f)
			e = take_frame(g, f);
	} while (!e && f);
	bundle_reader_free(r);
	return e;
}

enum err
proof_read(struct proof **out, bundle_read_fn *fn, void *ctx, const struct proof_ask *ask,
    struct errmsg *m)
{
	struct proving g = { .p = mem_new(sizeof(*g.p)), .ask = ask, .m = m };
	enum err e;

	g.desks = desks_new();
	g.p->registry = registry_new();
	e = read_all(&g, fn, ctx);
	proof_forks_clear(&g);
	for (size_t i = 0; g.ids && i < g.p->n_feeds; i++)
		free(g.ids[i].v);
	free(g.ids);
	free(g.claims);
	proof_when_clear(&g);
	desks_free(g.desks);
	generations_clear(&g.gens);
	if (e)
		proof_free(g.p);
	else
		*out = g.p;
	return e;
}
