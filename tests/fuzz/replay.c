/* replay.c - runs a fuzz target over every file of its corpus and, so that the door is
 * also pushed at in ordinary runs, over each file cut short and with flipped bits. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MAX_FILE = 4 << 20,
	MUTANTS = 64
};

static void
run_mutants(const struct buf *file)
{
	for (size_t i = 0; i < MUTANTS && file->n; i++) {
		size_t at = i * file->n / MUTANTS;

		LLVMFuzzerTestOneInput(file->p, at);
		file->p[at] ^= (uint8_t)(1u << i % 8);
		LLVMFuzzerTestOneInput(file->p, file->n);
		file->p[at] ^= (uint8_t)(1u << i % 8);
	}
}

int
main(int argc, char **argv)
{
	struct dirent *d;
	size_t files = 0;
	DIR *dir = argc > 1 ? opendir(argv[1]) : NULL;

	if (!dir) {
		fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
		return 2;
	}
	while ((d = readdir(dir))) {
		char path[4096];
		struct buf file = { 0 };

		if (d->d_name[0] == '.')
			continue;
		path_join(path, argv[1], d->d_name);
		if (file_read(&file, path, MAX_FILE, NULL) != ERR_NONE)
			return 4;
		LLVMFuzzerTestOneInput(file.n ? file.p : (const uint8_t *)"", file.n);
		run_mutants(&file);
		buf_clear(&file);
		files++;
	}
	closedir(dir);
	printf("%zu corpus files, each whole and %d times spoiled\n", files, 2 * MUTANTS);
	return files ? 0 : 1;
}
