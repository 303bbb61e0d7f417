/* Times libical's parser on calendar files: reads the files named on standard
 * input (one path a line) into memory, parses all of them, and prints the best
 * of ROUNDS wall-clock times in milliseconds, with the number of VEVENTs found.
 *
 *   parse ROUNDS < list
 */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct file { char *text; };

static char *slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    char *text = malloc(n + 1);
    if (fread(text, 1, n, f) != (size_t)n) { fclose(f); free(text); return NULL; }
    text[n] = 0;
    fclose(f);
    return text;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int events(icalcomponent *c)
{
    int n = icalcomponent_isa(c) == ICAL_VEVENT_COMPONENT;
    for (icalcomponent *k = icalcomponent_get_first_component(c, ICAL_ANY_COMPONENT); k;
         k = icalcomponent_get_next_component(c, ICAL_ANY_COMPONENT))
        n += events(k);
    return n;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 5;
    char path[4096];
    struct file *files = NULL;
    size_t n = 0;
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = 0;
        files = realloc(files, (n + 1) * sizeof *files);
        files[n].text = slurp(path);
        if (!files[n].text) { perror(path); return 1; }
        n++;
    }
    double best = 0;
    int found = 0;
    for (int r = 0; r < rounds; r++) {
        double spent = 0;
        found = 0;
        for (size_t i = 0; i < n; i++) {
            double t = now();
            icalcomponent *c = icalparser_parse_string(files[i].text);
            spent += now() - t;
            if (c) {
                found += events(c);
                icalcomponent_free(c);
            }
        }
        if (r == 0 || spent < best) best = spent;
    }
    printf("%.2f %zu %d\n", best, n, found);
    return 0;
}
