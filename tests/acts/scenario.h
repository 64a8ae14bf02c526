/* scenario.h - a scenario while it runs, and the statements it may use.
 * The language is described in README.md; each scenario_*.c gives a table of statements.
 */
#ifndef SCENARIO_H
#define SCENARIO_H

#include "scenario_text.h"
#include "scenario_world.h"

struct scenario {
	struct script script;
	struct world *world;
	struct facts *facts;       /* of the last `at`; NULL before */
	struct findings *findings; /* of the last `at` */
	struct date at;
	unsigned checked; /* expectations that were tried */
};

struct statement_rule {
	const char *word;
	void (*run)(struct scenario *s, const struct statement *st);
	bool takes_rows;
};

/* Folds the act of a statement when nothing is left of its line; a refusal is a fault of the
 * scenario.  And `as NAME`, if it stands there. */
void scenario_acts_fold(
    struct scenario *s, struct cursor *c, Cmsa__Act *act, const struct world_act *label);
void scenario_acts_name(struct cursor *c, struct world_act *label);

/* What the head line of a data entry says beside its body. */
struct entry_head {
	struct world_post post;
	const char *country;
	Cmsa__Batch *batch;
	const char *name; /* by which later statements call it; NULL: none */
	Cmsa__Ref **corrects;
	size_t n_corrects;
	const char *unusable; /* the verdict it must get; NULL: none */
};

/* One option of a head line; false when the next word is none.  And the entry itself. */
bool scenario_feeds_option(struct scenario *s, struct cursor *c, struct entry_head *h);
/* The next word as a ref of the entry of that name; with `!` behind it under another id. */
Cmsa__Ref *scenario_feeds_ref(struct scenario *s, struct cursor *c);
void scenario_feeds_post(
    struct scenario *s, struct cursor *c, const struct entry_head *h);

/* Each ends with a row whose word is NULL. */
extern const struct statement_rule scenario_acts_rules[];
extern const struct statement_rule scenario_tables_rules[];
extern const struct statement_rule scenario_feeds_rules[];
extern const struct statement_rule scenario_conduct_rules[];
extern const struct statement_rule scenario_terms_rules[];
extern const struct statement_rule scenario_alerts_rules[];
extern const struct statement_rule scenario_fund_rules[];
extern const struct statement_rule scenario_files_rules[];
extern const struct statement_rule scenario_expect_rules[];
extern const struct statement_rule scenario_answers_rules[];

/* Frees what the last `at` made. */
void scenario_expect_forget(struct scenario *s);

/* mined, processed, manufactured */
extern const struct word_value scenario_stages[3];

/* Does the finding rest on the entries of these names, "e1,e2" in order of place, and on no
 * other?  "none": on nothing. */
bool scenario_evidence_is(
    const struct world *w, const Cmsa__Finding *f, const char *names);
/* " AUS=1:2 JPN=1:5", cut to `size`; `out` holds "" before. */
void scenario_evidence_write(char *out, size_t size, const Cmsa__Finding *f);

#endif
