/* scenario_runner.c - runs scenario files: `scenario_runner FILE...`.
 * Prints one line a file and one a fault; exits 1 when an expectation does not hold. */
#include "scenario.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const struct statement_rule *const tables[] = { scenario_acts_rules,
	scenario_tables_rules, scenario_feeds_rules, scenario_conduct_rules,
	scenario_terms_rules, scenario_alerts_rules, scenario_fund_rules,
	scenario_files_rules, scenario_expect_rules, scenario_answers_rules };

static const struct statement_rule *
rule_of(const char *word)
{
	for (size_t t = 0; t < ARRAY_LEN(tables); t++)
		for (const struct statement_rule *r = tables[t]; r->word; r++)
			if (!strcmp(r->word, word))
				return r;
	return NULL;
}

static void
run_statement(struct scenario *s, const struct statement *st)
{
	struct cursor c = cursor_of(&s->script, &st->head);
	const struct statement_rule *r = rule_of(st->head.words[0]);

	if (!r)
		cursor_fail(&c, "expected a statement, found \"%s\"", st->head.words[0]);
	else if (st->n_rows && !r->takes_rows)
		cursor_fail(&c, "%s takes no rows", r->word);
	else
		r->run(s, st);
}

/* True when every expectation of the file holds, and there is one at least. */
static bool
run_file(const char *path)
{
	struct scenario s = { 0 };
	struct errmsg m = { "" };
	bool good;

	if (script_read(&s.script, path, &m)) {
		printf("FAIL %s: %s\n", path, m.text);
		script_clear(&s.script);
		return false;
	}
	s.world = world_new();
	for (size_t i = 0; i < s.script.n_statements; i++)
		run_statement(&s, &s.script.statements[i]);
	if (!s.checked)
		printf("FAIL %s: it expects nothing\n", path);
	good = s.checked && !s.script.failed;
	if (good)
		printf("ok   %s: %u expectations\n", path, s.checked);
	scenario_expect_forget(&s);
	world_free(s.world);
	script_clear(&s.script);
	return good;
}

int
main(int argc, char **argv)
{
	int passed = 0, failed = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: scenario_runner FILE...\n");
		return 2;
	}
	if (sodium_init() < 0)
		return 4;
	for (int i = 1; i < argc; i++)
		if (run_file(argv[i]))
			passed++;
		else
			failed++;
	printf("%d passed, %d failed\n", passed, failed);
	return failed ? 1 : 0;
}
