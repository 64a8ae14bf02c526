/* passphrase.c - reading passphrases into locked memory. */
#include "passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "log.h"

/* Byte by byte, so that what follows the line stays unread for whoever comes next and no
 * copy is left in a buffer. */
static enum err
read_line(struct secret *out, int fd, const char *what, struct errmsg *m)
{
	struct secret line = { 0 };
	enum err e = secret_new(&line, PASSPHRASE_MAX_BYTES + 1);
	size_t n = 0;

	while (!e && n <= PASSPHRASE_MAX_BYTES) {
		ssize_t got = read(fd, line.p + n, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			e = errmsg_set(
			    m, ERR_IO, "cannot read %s: %s", what, strerror(errno));
		if (got <= 0 || line.p[n] == '\n')
			break;
		n++;
	}
	if (!e && !n)
		e = errmsg_set(
		    m, ERR_INPUT, "%s: expected a passphrase, found an empty line", what);
	if (!e && n > PASSPHRASE_MAX_BYTES)
		e = errmsg_set(m, ERR_INPUT, "%s: a passphrase has at most %d bytes",
		    what, PASSPHRASE_MAX_BYTES);
	if (!e)
		e = secret_new(out, n);
	if (!e)
		memcpy(out->p, line.p, n);
	secret_clear(&line);
	return e;
}

static enum err
from_file(struct secret *out, const char *path, struct errmsg *m)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	enum err e;

	if (fd < 0)
		return errmsg_set(m, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
		    "cannot open the passphrase file %s: %s", path, strerror(errno));
	if (fstat(fd, &st) == 0 && st.st_mode & 077)
		log_warn(
		    "passphrase file %s: others than its owner may read it (mode %03o)",
		    path, (unsigned)st.st_mode & 0777);
	e = read_line(out, fd, path, m);
	close(fd);
	return e;
}

static void
say(int tty, const char *text)
{
	if (write(tty, text, strlen(text)) < 0)
		log_warn("cannot write to the terminal: %s", strerror(errno));
}

/* One line from the terminal with echo off.  Signals wait meanwhile: whoever stops the
 * program at the prompt gets a terminal back that shows what is typed. */
static enum err
ask(struct secret *out, int tty, const char *prompt, struct errmsg *m)
{
	struct termios old, quiet;
	sigset_t all, before;
	enum err e;

	if (tcgetattr(tty, &old) != 0)
		return errmsg_set(m, ERR_IO, "the terminal: %s", strerror(errno));
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ICANON;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	tcsetattr(tty, TCSAFLUSH, &quiet);
	say(tty, prompt);
	say(tty, ": ");
	e = read_line(out, tty, "the terminal", m);
	tcsetattr(tty, TCSAFLUSH, &old);
	sigprocmask(SIG_SETMASK, &before, NULL);
	say(tty, "\n");
	return e;
}

static enum err
from_terminal(struct secret *out, const char *prompt, bool twice, struct errmsg *m)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct secret again = { 0 };
	enum err e;

	if (tty < 0)
		return errmsg_set(m, ERR_INPUT,
		    "no terminal to ask for the passphrase on: give --passphrase-file or --passphrase-fd");
	e = ask(out, tty, prompt, m);
	if (!e && twice)
		e = ask(&again, tty, "The same once more", m);
	if (!e && twice &&
	    (again.n != out->n || sodium_memcmp(again.p, out->p, out->n) != 0))
		e = errmsg_set(m, ERR_INPUT, "the two passphrases differ");
	secret_clear(&again);
	if (e)
		secret_clear(out);
	close(tty);
	return e;
}

enum err
passphrase_get(struct secret *out, const struct passphrase_source *from,
    const char *prompt, bool twice, struct errmsg *m)
{
	*out = (struct secret){ 0 };
	if (from->file)
		return from_file(out, from->file, m);
	if (from->fd >= 0)
		return read_line(out, from->fd, "the passphrase descriptor", m);
	return from_terminal(out, prompt, twice, m);
}
