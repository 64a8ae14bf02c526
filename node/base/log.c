/* log.c - the process's log line.  The one mutable file-scope state of base. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static struct {
	char process[16];
	enum log_level least;
} state = { "cmsa", LOG_WARN };

void
log_start(const char *process, enum log_level least)
{
	snprintf(state.process, sizeof(state.process), "%s", process);
	state.least = least;
}

void
log_line(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "debug", "info", "warn", "error" };
	char text[1024], line[1200], when[32];
	struct timespec ts;
	struct tm tm;
	va_list ap;
	int n;

	if (level < state.least)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
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
