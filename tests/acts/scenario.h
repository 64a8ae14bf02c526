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

/* Each ends with a row whose word is NULL. */
extern const struct statement_rule scenario_acts_rules[];
extern const struct statement_rule scenario_tables_rules[];
extern const struct statement_rule scenario_feeds_rules[];
extern const struct statement_rule scenario_files_rules[];
extern const struct statement_rule scenario_expect_rules[];

/* Frees what the last `at` made. */
void scenario_expect_forget(struct scenario *s);

/* mined, processed, manufactured */
extern const struct word_value scenario_stages[3];

#endif
