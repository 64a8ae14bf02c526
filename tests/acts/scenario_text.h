/* scenario_text.h - a scenario file as statements: a line that begins at the margin and
 * the indented rows below it.  Words are parted by blanks, `#` begins a comment. */
#ifndef SCENARIO_TEXT_H
#define SCENARIO_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "attr.h"
#include "date.h"
#include "err.h"

struct line {
	unsigned number; /* as a person counts */
	char **words;
	size_t n_words;
};

struct statement {
	struct line head;
	struct line *rows;
	size_t n_rows;
};

struct script {
	const char *file; /* borrowed */
	struct statement *statements;
	size_t n_statements;
	unsigned failed;  /* cursor_fail adds one each */
	struct arena mem; /* owns the texts */
};

/* Reads a file; a row without a statement above it is ERR_INPUT. */
enum err script_read(struct script *s, const char *path, struct errmsg *m);
void script_clear(struct script *s);

/* Walks along the words of one line.  After the first fault `bad` is set, every further
 * call gives an empty value, and nothing more is printed. */
struct cursor {
	struct script *script;
	const struct line *line;
	size_t at;
	bool bad;
};

struct cursor cursor_of(struct script *s, const struct line *l);

/* Prints `FAIL file:line: ...` and sets `bad`. */
void cursor_fail(struct cursor *c, const char *fmt, ...) ATTR_PRINTF(2, 3);

/* The next word without taking it; "" at the end. */
const char *cursor_peek(const struct cursor *c);
/* Takes it; at the end a fault that says `what` was expected. */
const char *cursor_word(struct cursor *c, const char *what);
/* Takes the next word if it is `word`. */
bool cursor_take(struct cursor *c, const char *word);
struct date cursor_date(struct cursor *c);
/* "2026-01-03" is noon of that day, "2026-01-03T08:30:00Z" is that second; ms UTC. */
int64_t cursor_time(struct cursor *c);
/* "24.99 %" as 2499; two words. */
uint32_t cursor_percent(struct cursor *c);
uint32_t cursor_number(struct cursor *c, const char *what);
bool cursor_yes_no(struct cursor *c);
/* Nothing may be left. */
void cursor_end(struct cursor *c);

/* A word and its number: enumerations as the scenarios spell them. */
struct word_value {
	const char *word;
	int value;
};
/* The value of the next word; a fault names `what`, 0 is then returned. */
int cursor_choice(
    struct cursor *c, const struct word_value *list, size_t n, const char *what);

#endif
