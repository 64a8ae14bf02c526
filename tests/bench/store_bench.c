/* How fast the log takes and gives entries, beside what the disk itself does.
 *   store_bench [DIR]     a folder on the disk in question; default: here
 * Rates are printed, never asserted. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "store.h"

enum {
	BODY_BYTES = 400,
	SYNCS = 2000,
	SINGLES = 2000,
	BATCHES = 400,
	BATCH = 256,
	LOOKUPS = 3000
};

struct bench {
	struct store *log;
	struct place next;
	struct hash prev;
	struct buf header, body;
};

static void
must(enum err err, const char *what)
{
	if (!err)
		return;
	(void)fprintf(stderr, "store_bench: %s: %s\n", what, err_name(err));
	exit(EXIT_FAILURE);
}

static double
report(const char *what, uint64_t n, int64_t start_ms)
{
	const int64_t took = clock_monotonic_ms() - start_ms;
	const double rate = (double)n * 1000.0 / (double)(took ? took : 1);

	(void)printf("%-46s %10.0f /s   (%llu in %lld ms)\n", what, rate,
	    (unsigned long long)n, (long long)took);
	return rate;
}

/* What the disk gives: small appends, each on disk. */
static double
bench_disk(const char *dir)
{
	uint8_t piece[BODY_BYTES + 300] = { 1 };
	char path[4096];
	int64_t start;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/bench.raw", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		must(ERR_IO, path);
	start = clock_monotonic_ms();
	for (int i = 0; i < SYNCS; i++)
		if (write(fd, piece, sizeof(piece)) != (ssize_t)sizeof(piece) ||
		    fdatasync(fd))
			must(ERR_IO, path);
	(void)close(fd);
	(void)unlink(path);
	return report("append and fdatasync, plain file", SYNCS, start);
}

static void
append_one(struct bench *b)
{
	struct entry e = { .place = b->next,
		.prev = b->prev,
		.key = 1,
		.register_number = 1,
		.time_ms = (int64_t)b->next.seq,
		.kind = KIND_ALERT,
		.schema = 1,
		.audience = AUDIENCE_CUSTOMS,
		.body_size = BODY_BYTES };
	const uint8_t signature[64] = { 1 };

	buf_reset(&b->body);
	while (b->body.n < BODY_BYTES)
		buf_add_u64(&b->body, b->next.seq);
	e.body_hash = body_hash(buf_view(&b->body));
	buf_reset(&b->header);
	entry_write(&b->header, &e);
	e.header = buf_view(&b->header);
	e.id = entry_id(e.header);
	must(store_append(b->log, &e, bytes_of(signature, 64), buf_view(&b->body)),
	    "append");
	b->prev = e.id;
	b->next.seq++;
}

static double
bench_append(
    struct bench *b, const char *what, bool durable, int transactions, int entries)
{
	const int64_t start = clock_monotonic_ms();

	for (int i = 0; i < transactions; i++) {
		must(store_begin(b->log, durable), "begin");
		for (int k = 0; k < entries; k++)
			append_one(b);
		must(store_commit(b->log), "commit");
	}
	return report(what, (uint64_t)transactions * (uint64_t)entries, start);
}

static enum err
count(void *ctx, const struct entry *e, struct bytes signature, struct bytes body,
    bool held)
{
	(void)e;
	(void)signature;
	(void)body;
	*(uint64_t *)ctx += held;
	return ERR_NONE;
}

static void
bench_read(struct bench *b)
{
	struct place p = b->next;
	struct store_run run = { 0 };
	uint64_t n = 0, random = 1;
	int64_t start = clock_monotonic_ms();

	p.seq = 1;
	must(store_entries_each(b->log, &p, 0, count, &n), "each");
	(void)report("entries read in order, decoded", n, start);

	n = 0;
	start = clock_monotonic_ms();
	for (p.seq = 1; p.seq < b->next.seq; p.seq = run.last + 1) {
		must(store_run_get(b->log, &run, &p, UINT32_MAX), "run");
		n += run.last - run.first + 1;
	}
	(void)report("entries read as runs, for a peer", n, start);
	store_run_clear(&run);

	start = clock_monotonic_ms();
	for (int i = 0; i < LOOKUPS; i++) {
		struct stored_entry got;

		random = random * 6364136223846793005u + 1442695040888963407u;
		p.seq = 1 + (random >> 20) % (b->next.seq - 1);
		must(store_entry_get(b->log, &got, &p), "get");
		stored_entry_clear(&got);
	}
	(void)report("single entries, at random", LOOKUPS, start);
}

int
main(int argc, char **argv)
{
	struct bench b = { .next = { .author = "AUS", .incarnation = 1, .seq = 1 } };
	char dir[4000], path[4096];
	static const char *const files[] = { "log.db", "log.db-wal", "log.db-shm",
		"log.lock" };
	double disk, durable;
	struct errmsg m;

	(void)snprintf(
	    dir, sizeof(dir), "%s/store-bench-XXXXXX", argc > 1 ? argv[1] : ".");
	if (!mkdtemp(dir))
		must(ERR_IO, dir);
	must(store_open(&b.log, dir, STORE_WRITE, &m), "open");
	disk = bench_disk(dir);
	durable =
	    bench_append(&b, "durable appends, one a transaction", true, SINGLES, 1);
	(void)printf("%-46s %10.2f\n", "  of the plain file's rate", durable / disk);
	(void)bench_append(
	    &b, "durable appends, 16 a transaction", true, SINGLES / 16, 16);
	(void)bench_append(
	    &b, "appends without sync, one a transaction", false, SINGLES, 1);
	(void)bench_append(
	    &b, "appends without sync, 256 a transaction", false, BATCHES, BATCH);
	bench_read(&b);
	store_close(&b.log);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
		(void)unlink(path);
	}
	(void)rmdir(dir);
	buf_clear(&b.header);
	buf_clear(&b.body);
	return EXIT_SUCCESS;
}
