/* log.h - one line an event, on standard error: time, level, process, text.
 * Operators read it; secrets and bodies never go in.  Control characters of text that
 * came from outside are shown as `?`.
 *
 * What a peer does may make lines: of information and warnings no more than LOG_LINES_MOST at
 * once and LOG_LINES_PER_SECOND after that are shown, and how many were left out.  Errors are
 * always shown. */
#ifndef LOG_H
#define LOG_H

#include "attr.h"

enum {
	LOG_LINES_MOST = 600,
	LOG_LINES_PER_SECOND = 20,
};

enum log_level {
	LOG_DEBUG,
	LOG_INFO,
	LOG_WARN,
	LOG_ERROR
};

/* The word shown for this process ("core", "net"); `least` is what is still shown.
 * Until called: "cmsa", LOG_WARN. */
void log_start(const char *process, enum log_level least);

void log_line(enum log_level level, const char *fmt, ...) ATTR_PRINTF(2, 3);

#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)
#define log_info(...)  log_line(LOG_INFO, __VA_ARGS__)
#define log_warn(...)  log_line(LOG_WARN, __VA_ARGS__)
#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)

#endif
