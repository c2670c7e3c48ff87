// SPDX-License-Identifier: GPL-2.0-or-later
//
// What /proc says of this process's children and their sessions, for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

namespace playalter::testing {

struct ProcessEntry {
	int64_t pid = 0;
	int64_t parent = 0;
	int64_t session = 0;
	char state = 0; // Z: zombie
};

inline std::vector<ProcessEntry> all_processes()
{
	std::vector<ProcessEntry> found;
	for (const auto &folder : std::filesystem::directory_iterator("/proc")) {
		const std::string name = folder.path().filename();
		if (name.find_first_not_of("0123456789") != std::string::npos)
			continue;
		std::ifstream file(folder.path() / "stat");
		std::string line;
		std::getline(file, line);
		// The program's name, in brackets, may hold anything.
		const size_t bracket = line.rfind(')');
		if (bracket == std::string::npos)
			continue;
		ProcessEntry entry;
		int64_t group = 0;
		std::istringstream(line.substr(bracket + 1)) >> entry.state >> entry.parent >> group >> entry.session;
		entry.pid = std::stoll(name);
		found.push_back(entry);
	}
	return found;
}

// Children of this process, zombies included.
inline int child_count()
{
	int count = 0;
	for (const ProcessEntry &entry : all_processes())
		count += entry.parent == getpid();
	return count;
}

// Processes of a session that are not zombies.
inline int session_count(int64_t session)
{
	int count = 0;
	for (const ProcessEntry &entry : all_processes())
		count += entry.session == session && entry.state != 'Z';
	return count;
}

} // namespace playalter::testing
