/* keys_program_test.c - cmsa-keys as its users run it: exit codes, files, and that no
 * passphrase ever stands on a command line. */
#include <check.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "act.h"
#include "attr.h"
#include "check_main.h"
#include "file.h"
#include "keyfile.h"
#include "pb.h"

#define PROGRAM BUILD_DIR "/keys/cmsa-keys"

enum {
	MAX_ARGUMENTS = 24
};

static char dir[64];
static struct buf said; /* standard output and error of the last run, with a NUL */

static void
make_dir(void)
{
	snprintf(dir, sizeof(dir), "/tmp/keys_prog_XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(
	    file_write("pass", bytes_of("one two three\n", 14), 0600, NULL), ERR_NONE);
}

static void
remove_dir(void)
{
	pid_t pid = fork();

	if (!pid) {
		execlp("rm", "rm", "-rf", dir, (char *)NULL);
		_exit(127);
	}
	waitpid(pid, NULL, 0);
	buf_clear(&said);
}

static void
read_all(int fd)
{
	char chunk[4096];
	ssize_t n;

	buf_reset(&said);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&said, chunk, (size_t)n);
	buf_add(&said, "", 1);
}

/* Runs the program with these arguments (the last one NULL) and returns its exit code. It
 * has no terminal and nothing on standard input. */
static int
run(const char *first, ...)
{
	char *argv[MAX_ARGUMENTS] = { pb_text("cmsa-keys"), pb_text(first) };
	size_t n = 2;
	int out[2], status;
	va_list ap;
	pid_t pid;

	va_start(ap, first);
	while (n < MAX_ARGUMENTS - 1 && (argv[n] = va_arg(ap, char *)))
		n++;
	va_end(ap);
	argv[n] = NULL;
	ck_assert_int_eq(pipe(out), 0);
	pid = fork();
	if (!pid) {
		setsid();
		dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		dup2(out[1], STDERR_FILENO);
		execv(PROGRAM, argv);
		_exit(127);
	}
	close(out[1]);
	read_all(out[0]);
	close(out[0]);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
assert_said(const char *words)
{
	ck_assert_msg(strstr((const char *)said.p, words), "no \"%s\" in:\n%s", words,
	    (const char *)said.p);
}

static void
new_registrar(const char *file)
{
	int code = run("new", "registrar", "--author", "registry-1", "--out", file,
	    "--passphrase-file", "pass", NULL);

	ck_assert_msg(code == 0, "%d: %s", code, (const char *)said.p);
}

/* A genesis draft that names these two keys. */
static void
write_genesis(const char *file, const char *name)
{
	struct buf act_bytes = { 0 }, out = { 0 };
	Cmsa__RegistrarKey keys[2], *list[2] = { &keys[0], &keys[1] };
	struct keyfile_info info[2];
	uint8_t nonce[32] = { 1 };
	Cmsa__Genesis g;
	Cmsa__Act act;

	ck_assert_int_eq(keyfile_peek(&info[0], "r0.key", NULL), ERR_NONE);
	ck_assert_int_eq(keyfile_peek(&info[1], "r1.key", NULL), ERR_NONE);
	for (int i = 0; i < 2; i++) {
		cmsa__registrar_key__init(&keys[i]);
		keys[i].name = pb_text("Registry");
		keys[i].algorithm = 1;
		keys[i].key = pb_hash_data(info[i].public_key.b);
	}
	cmsa__genesis__init(&g);
	g.name = pb_text(name);
	g.registrars = list;
	g.n_registrars = 2;
	g.threshold = 2;
	g.nonce = pb_hash_data(nonce);
	cmsa__act__init(&act);
	act.number = 1;
	act.date_days = 20700;
	act.body_case = CMSA__ACT__BODY_GENESIS;
	act.genesis = &g;
	act_write(&act_bytes, &act);
	signed_act_write(&out, buf_view(&act_bytes), NULL, 0);
	ck_assert_int_eq(file_write(file, buf_view(&out), 0644, NULL), ERR_NONE);
	buf_clear(&act_bytes);
	buf_clear(&out);
}

static int
sign(const char *file, const char *key)
{
	return run(
	    "sign", file, "--key", key, "--out", file, "--passphrase-file", "pass", NULL);
}

START_TEST(two_registrars_sign_one_file_after_the_other_and_never_a_second_act)
{
	struct buf file = { 0 };
	struct act a;

	new_registrar("r0.key");
	new_registrar("r1.key");
	write_genesis("act", "Test Alliance");
	ck_assert_int_eq(sign("act", "r1.key"), 0);
	assert_said("act 1 of 2026-09-04: genesis");
	assert_said("name: Test Alliance");
	assert_said("founding act");
	ck_assert_int_eq(sign("act", "r0.key"), 0);
	ck_assert_int_eq(file_read(&file, "act", 1 << 20, NULL), ERR_NONE);
	ck_assert_int_eq(act_parse(&a, buf_view(&file)), V_OK);
	ck_assert_uint_eq(a.n_sigs, 2);
	write_genesis("other", "Another Alliance");
	ck_assert_int_eq(sign("other", "r0.key"), 1);
	assert_said("has signed another act number 1");
	act_clear(&a);
	buf_clear(&file);
}
END_TEST

START_TEST(a_key_is_shown_without_a_passphrase)
{
	new_registrar("r0.key");
	ck_assert_int_eq(run("show", "r0.key", NULL), 0);
	assert_said("use         registrar");
	assert_said("author      registry-1");
	ck_assert_int_eq(run("show", "r0.key", "--json", NULL), 0);
	assert_said("\"argon2id_memory_bytes\":268435456"); /* moderate, always */
	ck_assert_int_eq(run("show", "pass", NULL), 3);
	ck_assert_int_eq(run("show", "nowhere", NULL), 3);
}
END_TEST

START_TEST(a_new_key_never_replaces_a_file)
{
	new_registrar("r0.key");
	ck_assert_int_eq(run("new", "registrar", "--author", "registry-1", "--out",
			     "r0.key", "--passphrase-file", "pass", NULL),
	    3);
	assert_said("not overwritten");
}
END_TEST

START_TEST(an_author_gets_its_keys_in_one_go)
{
	struct stat st;

	ck_assert_int_eq(run("new", "author", "node", "--author", "AUS",
			     "--passphrase-file", "pass", NULL),
	    0);
	ck_assert_int_eq(stat("node/keys/identity.key", &st), 0);
	ck_assert_int_eq(stat("node/keys/reading.key", &st), 0);
	ck_assert_int_eq(stat("node/sign.record", &st), 0);
	ck_assert_int_eq(stat("node/keys", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0700);
}
END_TEST

START_TEST(a_wrong_passphrase_or_key_signs_nothing)
{
	new_registrar("r0.key");
	new_registrar("r1.key");
	write_genesis("act", "Test Alliance");
	ck_assert_int_eq(
	    file_write("pass", bytes_of("other\n", 6), 0600, NULL), ERR_NONE);
	ck_assert_int_eq(sign("act", "r0.key"), 3);
	assert_said("wrong passphrase");
	ck_assert_int_eq(run("new", "identity", "--author", "AUS", "--out", "id.key",
			     "--passphrase-file", "pass", NULL),
	    0);
	ck_assert_int_eq(sign("act", "id.key"), 3);
	assert_said("expected a key for registrar use, found one for identity");
}
END_TEST

START_TEST(no_passphrase_is_taken_from_the_command_line)
{
	ck_assert_int_eq(run("new", "registrar", "--author", "registry-1", "--out",
			     "r0.key", "--passphrase", "secret", NULL),
	    2);
	/* without a terminal, a file or a descriptor there is nowhere to ask */
	ck_assert_int_eq(
	    run("new", "registrar", "--author", "registry-1", "--out", "r0.key", NULL),
	    3);
	assert_said("no terminal");
	ck_assert(!file_exists("r0.key"));
}
END_TEST

/* PROTOCOL M3.43: what it prints is the word that the draft takes. */
START_TEST(a_country_signs_which_act_stands)
{
	static const char low[] = "00000000000000000000000000000000"
				  "00000000000000000000000000000001",
			  both[] = "00000000000000000000000000000000"
				   "00000000000000000000000000000003,"
				   "00000000000000000000000000000000"
				   "00000000000000000000000000000002";
	const struct hash alliance = { { [31] = 1 } }, two = { { [31] = 2 } },
			  three = { { [31] = 3 } };
	ProtobufCBinaryData aside[] = { pb_hash_data(two.b), pb_hash_data(three.b) };
	struct keyfile_info info;
	struct buf text = { 0 };
	struct signature sig;
	Cmsa__Resume r;
	char *word;

	ck_assert_int_eq(run("new", "identity", "--author", "AUS", "--out", "identity.key",
			     "--passphrase-file", "pass", NULL),
	    0);
	ck_assert_int_eq(run("resume", "--key", "identity.key", "--alliance", low, "--number",
			     "6", "--stands", low, "--aside", both, "--passphrase-file",
			     "pass", NULL),
	    0);
	word = strstr((char *)said.p, "member=AUS:");
	ck_assert_ptr_nonnull(word);
	word[11 + 128] = 0;
	ck_assert(hex_parse(sig.b, sizeof(sig.b), word + 11));
	cmsa__resume__init(&r);
	r.number = 6;
	r.stands = pb_hash_data(alliance.b);
	r.aside = aside;
	r.n_aside = 2;
	act_resume_string(&text, &alliance, &r);
	ck_assert_int_eq(keyfile_peek(&info, "identity.key", NULL), ERR_NONE);
	ck_assert_int_eq(crypto_sign_verify_detached(
			     sig.b, text.p, text.n, info.public_key.b),
	    0);
	ck_assert_int_eq(run("resume", "--key", "identity.key", "--alliance", low, "--number",
			     "1", "--stands", low, "--aside", both, "--passphrase-file",
			     "pass", NULL),
	    3);
	buf_clear(&text);
}
END_TEST

START_TEST(wrong_use_of_the_program_is_exit_2_and_help_names_every_command)
{
	static const char *const words[] = { "cmsa-keys new", "cmsa-keys show",
		"cmsa-keys sign", "cmsa-keys record", "--passphrase-file FILE",
		"--alliance HEX|FILE" };

	ck_assert_int_eq(run("frobnicate", NULL), 2);
	ck_assert_int_eq(run("new", "registrar", NULL), 2);
	ck_assert_int_eq(run("new", "frob", "--author", "AUS", "--out", "x", NULL), 2);
	ck_assert_int_eq(run("show", "a", "b", NULL), 2);
	ck_assert_int_eq(run("show", "a", "--json", "--json", NULL), 2);
	ck_assert_int_eq(run("--help", NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		assert_said(words[i]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keys_program");
	TCase *t = tcase_create("program");

	tcase_set_timeout(t, 250);
	tcase_add_checked_fixture(t, make_dir, remove_dir);
	tcase_add_test(
	    t, two_registrars_sign_one_file_after_the_other_and_never_a_second_act);
	tcase_add_test(t, a_key_is_shown_without_a_passphrase);
	tcase_add_test(t, a_new_key_never_replaces_a_file);
	tcase_add_test(t, an_author_gets_its_keys_in_one_go);
	tcase_add_test(t, a_wrong_passphrase_or_key_signs_nothing);
	tcase_add_test(t, no_passphrase_is_taken_from_the_command_line);
	tcase_add_test(t, a_country_signs_which_act_stands);
	tcase_add_test(
	    t, wrong_use_of_the_program_is_exit_2_and_help_names_every_command);
	suite_add_tcase(s, t);
	return check_main(s);
}
