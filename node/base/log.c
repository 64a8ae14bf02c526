/* log.c - the process's log line.  The one mutable file-scope state of base. */
#include "log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	LINE_MS = 1000 / LOG_LINES_PER_SECOND
};

static struct {
	char process[16];
	enum log_level least;
	int64_t lines_ms; /* what may still be shown, in time that it takes to earn it */
	int64_t at_ms;
	unsigned long left_out;
} state = { "cmsa", LOG_WARN, LINE_MS * LOG_LINES_MOST, 0, 0 };

void
log_start(const char *process, enum log_level least)
{
	snprintf(state.process, sizeof(state.process), "%s", process);
	state.least = least;
}

/* A token bucket of lines. */
static bool
may_show(void)
{
	struct timespec ts;
	int64_t now_ms;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	now_ms = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
	if (state.at_ms)
		state.lines_ms += now_ms - state.at_ms;
	state.at_ms = now_ms;
	if (state.lines_ms > LINE_MS * LOG_LINES_MOST)
		state.lines_ms = LINE_MS * LOG_LINES_MOST;
	if (state.lines_ms < LINE_MS) {
		state.left_out++;
		return false;
	}
	state.lines_ms -= LINE_MS;
	return true;
}

static void
show(enum log_level level, char *text)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char line[1200], when[32];
	struct timespec ts;
	struct tm tm;
	int n;

	for (char *p = text; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	clock_gettime(CLOCK_REALTIME, &ts);
	gmtime_r(&ts.tv_sec, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line, sizeof(line), "%s.%03ldZ %s %s: %s\n", when,
	    ts.tv_nsec / 1000000, names[level], state.process, text);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nowhere left to say it */
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	if (level < state.least || (level < LOG_ERROR && !may_show()))
		return;
	if (state.left_out) {
		snprintf(text, sizeof(text), "%lu lines were left out", state.left_out);
		state.left_out = 0;
		show(LOG_WARN, text);
	}
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	show(level, text);
}
