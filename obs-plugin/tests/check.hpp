// SPDX-License-Identifier: GPL-2.0-or-later
//
// The tests' frame: cases that register themselves, checks that say what they saw. Each test file is a
// program of its own; it runs all its cases, or those whose name contains its first argument.
#pragma once

#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <poll.h>

#include "channel/monotonic-clock.hpp"

namespace playalter::testing {

struct Case {
	const char *name;
	void (*run)();
};

inline std::vector<Case> &cases()
{
	static std::vector<Case> all;
	return all;
}

inline int &failures()
{
	static int count = 0;
	return count;
}

struct Registration {
	Registration(const char *name, void (*run)()) { cases().push_back({name, run}); }
};

inline void report(const char *file, int line, const std::string &what)
{
	failures()++;
	fprintf(stderr, "%s:%d: %s\n", file, line, what.c_str());
}

template <typename A, typename B>
bool check_equal(const A &actual, const B &expected, const char *text, const char *file, int line)
{
	if (actual == expected)
		return true;
	std::ostringstream what;
	what << text << ": got " << actual << ", expected " << expected;
	report(file, line, what.str());
	return false;
}

// For long texts: goes on, and says what is missing from what.
inline bool has(const std::string &text, const std::string &part)
{
	if (text.find(part) != std::string::npos)
		return true;
	report(__FILE__, __LINE__, part + " is not in: " + text);
	return false;
}

// Waits for a thing that another thread or process does; generous, for loaded machines. Nothing is ever
// concluded from how long it took.
inline bool eventually(const std::function<bool()> &is_so, int64_t limit_ms = 20000)
{
	const int64_t deadline_ms = monotonic_ms() + limit_ms;
	while (!is_so()) {
		if (monotonic_ms() >= deadline_ms)
			return false;
		poll(nullptr, 0, 2);
	}
	return true;
}

inline int run_all(int count, char **arguments)
{
	int run = 0;
	for (const Case &test : cases()) {
		if (count > 1 && !strstr(test.name, arguments[1]))
			continue;
		run++;
		const int before = failures();
		try {
			test.run();
		} catch (const std::exception &failure) {
			report(test.name, 0, failure.what());
		}
		printf("%s  %s\n", failures() == before ? "ok    " : "FAILED", test.name);
		fflush(stdout);
	}
	if (run == 0)
		report("run_all", 0, "no case of that name");
	return failures() == 0 ? 0 : 1;
}

} // namespace playalter::testing

#define PLAYALTER_JOIN_(a, b) a##b
#define PLAYALTER_JOIN(a, b) PLAYALTER_JOIN_(a, b)
#define TEST_CASE_(name, id)                                                              \
	static void id();                                                                 \
	static const playalter::testing::Registration PLAYALTER_JOIN(id, _entry)(name, id); \
	static void id()
#define TEST_CASE(name) TEST_CASE_(name, PLAYALTER_JOIN(test_case_, __LINE__))

#define CHECK(condition)                                                             \
	do {                                                                         \
		if (!(condition))                                                    \
			playalter::testing::report(__FILE__, __LINE__, #condition);   \
	} while (0)
#define CHECK_EQ(actual, expected) \
	playalter::testing::check_equal((actual), (expected), #actual, __FILE__, __LINE__)
// Ends the case.
#define REQUIRE(condition)                                                                             \
	do {                                                                                           \
		if (!(condition))                                                                      \
			throw std::runtime_error(std::string(__FILE__ ":") + std::to_string(__LINE__) + \
						 ": " #condition);                                      \
	} while (0)
#define TEST_MAIN                                              \
	int main(int count, char **arguments)                  \
	{                                                      \
		return playalter::testing::run_all(count, arguments); \
	}
