/* Texts of strangers on a page, charts, and the formats of one report beside one another. */
#include <jansson.h>

#include "html.h"
#include "report_fixture.h"
#include "text.h"

/* --- escaping ------------------------------------------------------------------------ */

static char *
escaped(const char *s)
{
	struct buf b = { 0 };

	html_text(&b, s);
	buf_add(&b, "", 1);
	return (char *)b.p;
}

#define GONE "\xEF\xBF\xBD"

static const struct {
	const char *in, *out;
} texts[] = {
	{ "", "" }, { "plain", "plain" },
	{ "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;" },
	{ "\" onload='x'", "&quot; onload=&#39;x&#39;" }, { "&amp;", "&amp;amp;" },
	{ "C\xC3\xB4te d'Ivoire", "C\xC3\xB4te d&#39;Ivoire" },
	{ "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x8C\x8D",
	    "\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x8C\x8D" },
	{ "a\xE2\x80\xAEgpj.exe", "a" GONE "gpj.exe" },      /* U+202E */
	{ "a\xE2\x81\xA6z\xE2\x81\xA9", "a" GONE "z" GONE }, /* U+2066, U+2069 */
	{ "\xD8\x9C\xE2\x80\x8F", GONE GONE },               /* U+061C, U+200F */
	{ "a\tb\nc\x7F", "a" GONE "b" GONE "c" GONE },
	{ "a\xC2\x85", "a" GONE },       /* a C1 control */
	{ "\xFF<", GONE "&lt;" },        /* no UTF-8 */
	{ "\xE2\x80", GONE GONE },       /* cut */
	{ "\xC3<b>", GONE "&lt;b&gt;" }, /* a lead byte that takes none with it */
	{ "\xC0\xBC", GONE },            /* overlong '<' */
};

START_TEST(text_cannot_become_markup) /* _i: texts */
{
	char *got = escaped(texts[_i].in);

	ck_assert_str_eq(got, texts[_i].out);
	free(got);
}
END_TEST

/* Whatever two bytes stand among letters, the page stays text: no markup, valid UTF-8. */
START_TEST(any_two_bytes_stay_text)
{
	for (int k = 0x101; k < 0x10000; k++) {
		const char in[] = { 'a', (char)(k >> 8), (char)(k & 0xff), 'z', '\0' };
		char *got;

		if (!in[2])
			continue;
		got = escaped(in);
		ck_assert(!strpbrk(got, "<>\"'"));
		ck_assert(text_is_clean((const uint8_t *)got, strlen(got)));
		ck_assert(got[0] == 'a' && got[strlen(got) - 1] == 'z');
		free(got);
	}
}
END_TEST

/* --- the page ------------------------------------------------------------------------ */

#define HOSTILE "</td><script>alert(\"1\")</script>\xE2\x80\xAE'"

static size_t
count(const char *text, const char *word)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, word)); p += strlen(word))
		n++;
	return n;
}

START_TEST(a_hostile_text_stays_a_text_on_the_page)
{
	static const struct figure bad[] = { { "AUS", "ore-0", HOSTILE, 3, 2025, 1000000,
	    0 } };
	struct facts *f;
	struct report *r;
	char *page;

	add_engagement("KOR", "2026-05-01", HOSTILE);
	f = facts_of(bad, ARRAY_LEN(bad));
	r = report_kinds_make(report_kinds_find("annual"), f, maker_date(AS_OF), "");
	page = written(r, report_html_write);
	ck_assert_uint_eq(count(page, "<script"), 0);
	ck_assert_uint_eq(count(page, "\xE2\x80\xAE"), 0);
	ck_assert_uint_eq(
	    count(page, "&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)"), 2);
	ck_assert_uint_eq(count(page, "<td"), count(page, "</td>"));
	free(page);
	report_free(r);
	facts_free(f);
}
END_TEST

START_TEST(a_word_too_long_for_a_column_may_break)
{
	char word[200];
	struct report *r;
	char *page;

	memset(word, 'x', sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	add_engagement("KOR", "2026-05-01", word);
	r = report_at("annual", "", AS_OF);
	page = written(r, report_html_write);
	ck_assert(strstr(page, "<td class=\"w\">xxxx"));
	ck_assert(!strstr(page, "<td class=\"w\">act"));
	free(page);
	report_free(r);
}
END_TEST

static const struct {
	const char *kind, *country;
} all[] = { { "annual", "" }, { "five-year", "" }, { "country", "AUS" },
	{ "country", "KOR" } };

START_TEST(a_page_needs_nothing_else) /* _i: all */
{
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);
	char *page = written(r, report_html_write);

	ck_assert_uint_eq(count(page, "<script"), 0);
	ck_assert_uint_eq(count(page, "src="), 0);
	ck_assert_uint_eq(count(page, "@import"), 0);
	ck_assert_uint_eq(count(page, "<link"), 0);
	/* the name of SVG's namespace, which nobody fetches */
	ck_assert_uint_eq(
	    count(page, "http"), count(page, "xmlns=\"http://www.w3.org/2000/svg\"") + 1);
	ck_assert_uint_eq(count(page, "http-equiv"), 1);
	free(page);
	report_free(r);
}
END_TEST

START_TEST(every_chart_has_words_for_who_cannot_see_it) /* _i: all */
{
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);
	char *page = written(r, report_html_write);
	const size_t n = count(page, "<svg");

	ck_assert_uint_eq(count(page, "</svg>"), n);
	ck_assert_uint_eq(count(page, "role=\"img\""), n);
	ck_assert_uint_eq(count(page, "<desc"), n);
	ck_assert_uint_eq(count(page, "<desc id=\"c1d\">"), n ? 1 : 0);
	ck_assert_uint_eq(count(page, "<desc id=\"c1d\"></desc>"), 0);
	if (!strcmp(all[_i].kind, "annual"))
		ck_assert_uint_eq(n, 4); /* shares, capacity, production, criteria */
	free(page);
	report_free(r);
}
END_TEST

/* --- formats agree ------------------------------------------------------------------- */

/* The text of an element, references resolved; *end: behind it. */
static char *
inner(const char *at, const char **end)
{
	static const char *const references[][2] = { { "&amp;", "&" }, { "&lt;", "<" },
		{ "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" } };
	struct buf b = { 0 };

	while (*at != '<') {
		size_t n = 1;
		const char *text = at;

		for (size_t i = 0; i < ARRAY_LEN(references); i++)
			if (!strncmp(at, references[i][0], strlen(references[i][0]))) {
				text = references[i][1];
				n = strlen(references[i][0]);
			}
		buf_add(&b, text, 1);
		at += n;
	}
	*end = at;
	buf_add(&b, "", 1);
	return (char *)b.p;
}

static const char SENTENCE[] = "<span class=\"sentence\">";

START_TEST(every_sentence_on_the_page_is_that_of_the_json) /* _i: all */
{
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);
	char *page = written(r, report_html_write), *doc = written(r, report_json_write);
	json_t *o = json_loads(doc, 0, NULL), *section, *block;
	const char *at = page;
	size_t i, k, n = 0;

	json_array_foreach(json_object_get(o, "sections"), i, section)
	{
		json_array_foreach(json_object_get(section, "blocks"), k, block)
		{
			const json_t *f = json_object_get(block, "finding");
			char *text;

			if (!f)
				continue;
			at = strstr(at, SENTENCE);
			ck_assert_msg(at != NULL, "the page ends after %zu sentences", n);
			text = inner(at + strlen(SENTENCE), &at);
			ck_assert_str_eq(
			    text, json_string_value(json_object_get(f, "sentence")));
			free(text);
			n++;
		}
	}
	ck_assert(!strstr(at, SENTENCE));
	ck_assert_uint_eq(n, rows(r, "deficiencies"));
	if (!strcmp(all[_i].kind, "country"))
		ck_assert_uint_gt(n, 0);
	json_decref(o);
	free(page);
	free(doc);
	report_free(r);
}
END_TEST

START_TEST(every_table_is_written_as_csv_by_its_name) /* _i: all */
{
	struct report *r = report_at(all[_i].kind, all[_i].country, AS_OF);
	struct buf b = { 0 };
	const char *name;

	for (size_t i = 0; (name = report_csv_table(r, i)); i++) {
		buf_reset(&b);
		ck_assert_msg(report_csv_write(&b, r, name), "%s", name);
		ck_assert_uint_gt(b.n, 0);
	}
	ck_assert(!report_csv_write(&b, r, "another"));
	buf_clear(&b);
	report_free(r);
}
END_TEST

/* By the year of reference, the newest review of it; AUS, JPN and USA, not NZL. */
START_TEST(capacity_as_sdmx)
{
	struct report *r = report_at("annual", "", AS_OF);
	char *got = written(r, report_sdmx_write);

	ck_assert_str_eq(got,
	    "DATAFLOW,REF_AREA,MINERAL,STAGE,BASIS,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,"
	    "OBS_STATUS\n"
	    "CMSA:CAPACITY(1.0),AUS,ORE-0,MINED,METAL_CONTENT,T,2024,30,A\n"
	    "CMSA:CAPACITY(1.0),AUS,ORE-0,MINED,METAL_CONTENT,T,2025,60,A\n"
	    "CMSA:CAPACITY(1.0),JPN,ORE-0,MINED,METAL_CONTENT,T,2025,40,A\n"
	    "CMSA:CAPACITY(1.0),JPN,ORE-1,MINED,METAL_CONTENT,T,2025,5,A\n"
	    "CMSA:CAPACITY(1.0),USA,ORE-0,MINED,METAL_CONTENT,T,2025,,O\n");
	free(got);
	report_free(r);
}
END_TEST

/* Every kind of block, written down by hand. */
static struct report *
by_hand(void)
{
	struct report *r = report_new("annual", "Title");
	const struct report_finding f = { 2, "AUS", "(b)(1)", "deficient", "below-floor",
		"A sentence.", "0 bp", "2500 bp", "AUS:1:3" };
	struct report_chart *c;
	struct grid *g;

	report_fact_add(r, "as of", "%s", "2026-11-01");
	report_section_add(r, "4(k)", "Section");
	report_figure_add(r, "label", "%d", 7);
	report_finding_add(r, &f);
	c = report_chart_add(r, REPORT_CHART_SHARES, "Chart");
	c->alternative = "words";
	report_chart_series(r, c, "AUS");
	report_chart_series(r, c, "JPN");
	report_chart_row(r, c, "row");
	report_chart_value(r, c, 1, 10000, "100 %");
	g = report_table_add(r, "t", "Table", "name #n");
	grid_row(g);
	grid_text(g, "x");
	grid_number(g, 3);
	report_finish(r);
	return r;
}

START_TEST(a_report_as_json)
{
	struct report *r = by_hand();
	char *got = written(r, report_json_write);
	json_t *
	    o = json_loads(got, 0, NULL),
	   *expected = json_loads(
	       "{\"report\":\"annual\",\"title\":\"Title\",\"subtitle\":\"\",\"mark\":\"\","
	       "\"about\":{\"as of\":\"2026-11-01\"},\"sections\":[{\"title\":\"Section\","
	       "\"clause\":\"4(k)\",\"blocks\":[{\"figures\":[{\"label\":\"label\",\"value\":\"7\"}]},"
	       "{\"finding\":{\"country\":\"AUS\",\"criterion\":\"(b)(1)\",\"status\":\"deficient\","
	       "\"reason\":\"below-floor\",\"checks\":2,\"sentence\":\"A sentence.\","
	       "\"measured\":\"0 bp\",\"required\":\"2500 bp\",\"entries\":\"AUS:1:3\"}},"
	       "{\"chart\":{\"kind\":\"shares\",\"title\":\"Chart\",\"alternative\":\"words\","
	       "\"rows\":[{\"name\":\"row\",\"cells\":[{\"of\":\"JPN\",\"value\":10000,"
	       "\"words\":\"100 %\"}]}]}},{\"table\":{\"name\":\"t\",\"title\":\"Table\","
	       "\"rows\":[{\"name\":\"x\",\"n\":3}]}}]}]}",
	       0, NULL);

	ck_assert_msg(expected != NULL && json_equal(o, expected), "%s", got);
	json_decref(o);
	json_decref(expected);
	free(got);
	report_free(r);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("report_html");
	TCase *t = tcase_create("text"), *p = tcase_create("pages");

	tcase_add_loop_test(t, text_cannot_become_markup, 0, ARRAY_LEN(texts));
	tcase_add_test(t, any_two_bytes_stay_text);
	tcase_add_test(t, a_report_as_json);
	tcase_add_checked_fixture(p, report_setup, report_teardown);
	tcase_add_test(p, a_hostile_text_stays_a_text_on_the_page);
	tcase_add_test(p, a_word_too_long_for_a_column_may_break);
	tcase_add_loop_test(p, a_page_needs_nothing_else, 0, ARRAY_LEN(all));
	tcase_add_loop_test(
	    p, every_chart_has_words_for_who_cannot_see_it, 0, ARRAY_LEN(all));
	tcase_add_loop_test(
	    p, every_sentence_on_the_page_is_that_of_the_json, 0, ARRAY_LEN(all));
	tcase_add_loop_test(
	    p, every_table_is_written_as_csv_by_its_name, 0, ARRAY_LEN(all));
	tcase_add_test(p, capacity_as_sdmx);
	suite_add_tcase(s, t);
	suite_add_tcase(s, p);
	return check_main(s);
}
