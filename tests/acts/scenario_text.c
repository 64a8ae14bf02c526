/* scenario_text.c - scenario files: lines to words, words to values. */
#include "scenario_text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "file.h"
#include "text.h"

enum {
	MAX_FILE_BYTES = 1 << 20,
	MAX_WORDS = 64,
	NOON_MS = 12 * 3600 * 1000
};
static const int64_t DAY_MS = INT64_C(86400000);

static size_t
split(char **words, char *text)
{
	const char *blanks = " \t";
	size_t n = 0;

	for (text += strspn(text, blanks); *text && n < MAX_WORDS;
	     text += strspn(text, blanks)) {
		words[n++] = text;
		text += strcspn(text, blanks);
		if (*text)
			*text++ = '\0';
	}
	return n;
}

static void
line_fill(struct line *l, struct arena *mem, char *text, unsigned number)
{
	char *words[MAX_WORDS];

	l->number = number;
	l->n_words = split(words, text);
	l->words = arena_get(mem, sizeof(*l->words) * (l->n_words + 1));
	memcpy(l->words, words, sizeof(*words) * l->n_words);
}

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t")] == '\0';
}

/* Every statement has room for all rows of the file: files are small. */
static bool
add_line(struct script *s, char *text, unsigned number, size_t room)
{
	struct statement *st;
	char *comment = strchr(text, '#');

	if (comment)
		*comment = '\0';
	if (is_blank(text))
		return true;
	if (isspace((unsigned char)*text)) {
		if (!s->n_statements)
			return false;
		st = &s->statements[s->n_statements - 1];
		line_fill(&st->rows[st->n_rows++], &s->mem, text, number);
		return true;
	}
	st = &s->statements[s->n_statements++];
	st->rows = arena_get(&s->mem, sizeof(*st->rows) * room);
	line_fill(&st->head, &s->mem, text, number);
	return true;
}

static size_t
count_lines(struct bytes text)
{
	size_t n = 1;

	for (size_t i = 0; i < text.n; i++)
		n += text.p[i] == '\n';
	return n;
}

enum err
script_read(struct script *s, const char *path, struct errmsg *m)
{
	struct buf data = { 0 };
	enum err err = file_read(&data, path, MAX_FILE_BYTES, m);
	size_t room = count_lines(buf_view(&data));
	char *text, *next;
	unsigned number = 1;

	*s = (struct script){ .file = path };
	arena_init(&s->mem, 0);
	if (err)
		goto out;
	text = arena_strndup(&s->mem, (const char *)data.p, data.n);
	s->statements = arena_get(&s->mem, sizeof(*s->statements) * room);
	for (; text && !err; text = next, number++) {
		next = strchr(text, '\n');
		if (next)
			*next++ = '\0';
		if (!add_line(s, text, number, room - number + 1))
			err = errmsg_set(
			    m, ERR_INPUT, "%s:%u: row without a statement", path, number);
	}
out:
	buf_clear(&data);
	return err;
}

void
script_clear(struct script *s)
{
	arena_clear(&s->mem);
}

struct cursor
cursor_of(struct script *s, const struct line *l)
{
	return (struct cursor){ .script = s, .line = l };
}

void
cursor_fail(struct cursor *c, const char *fmt, ...)
{
	va_list ap;

	if (c->bad)
		return;
	c->bad = true;
	c->script->failed++;
	printf("FAIL %s:%u: ", c->script->file, c->line->number);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	putchar('\n');
}

const char *
cursor_peek(const struct cursor *c)
{
	return c->bad || c->at >= c->line->n_words ? "" : c->line->words[c->at];
}

const char *
cursor_word(struct cursor *c, const char *what)
{
	if (!*cursor_peek(c)) {
		cursor_fail(c, "expected %s, found the end of the line", what);
		return "";
	}
	return c->line->words[c->at++];
}

bool
cursor_take(struct cursor *c, const char *word)
{
	if (strcmp(cursor_peek(c), word))
		return false;
	c->at++;
	return true;
}

struct date
cursor_date(struct cursor *c)
{
	const char *w = cursor_word(c, "a date");
	struct date d = { 0 };

	if (*w && !date_parse(&d, w))
		cursor_fail(c, "expected a date, found \"%s\"", w);
	return d;
}

int64_t
cursor_time(struct cursor *c)
{
	const char *w = cursor_word(c, "a date or a time");
	char day[11] = "";
	unsigned h, min, s;
	struct date d;

	if (strlen(w) >= 10)
		memcpy(day, w, 10);
	if (*w && !date_parse(&d, day)) {
		cursor_fail(c, "expected a date or a time, found \"%s\"", w);
		return 0;
	}
	if (strlen(w) <= 10)
		return *w ? d.days * DAY_MS + NOON_MS : 0;
	if (sscanf(w + 10, "T%2u:%2u:%2uZ", &h, &min, &s) != 3)
		cursor_fail(
		    c, "expected a time like 2026-01-03T08:30:00Z, found \"%s\"", w);
	return c->bad ? 0 : d.days * DAY_MS + ((int64_t)h * 3600 + min * 60 + s) * 1000;
}

uint32_t
cursor_percent(struct cursor *c)
{
	const char *w = cursor_word(c, "a percentage");
	int64_t bp = 0;

	if (!*w)
		return 0;
	if (!text_to_scaled(&bp, w, 100, false) || bp < 0 || bp > 1000000)
		cursor_fail(c, "expected a percentage, found \"%s\"", w);
	else if (!cursor_take(c, "%"))
		cursor_fail(c, "expected %% after %s", w);
	return c->bad ? 0 : (uint32_t)bp;
}

uint32_t
cursor_number(struct cursor *c, const char *what)
{
	const char *w = cursor_word(c, what);
	int64_t v = 0;

	if (*w && (!text_to_i64(&v, w) || v < 0 || v > INT32_MAX))
		cursor_fail(c, "expected %s, found \"%s\"", what, w);
	return c->bad ? 0 : (uint32_t)v;
}

bool
cursor_yes_no(struct cursor *c)
{
	const struct word_value words[] = { { "no", 0 }, { "yes", 1 } };

	return cursor_choice(c, words, ARRAY_LEN(words), "yes or no") != 0;
}

void
cursor_end(struct cursor *c)
{
	if (*cursor_peek(c))
		cursor_fail(
		    c, "expected the end of the line, found \"%s\"", cursor_peek(c));
}

int
cursor_choice(struct cursor *c, const struct word_value *list, size_t n, const char *what)
{
	const char *w = cursor_word(c, what);

	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].word, w))
			return list[i].value;
	if (*w)
		cursor_fail(c, "expected %s, found \"%s\"", what, w);
	return 0;
}
