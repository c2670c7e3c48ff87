// SPDX-License-Identifier: GPL-2.0-or-later
//
// A 0700 folder for one test case, removed with all that is in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <stdlib.h>

namespace playalter::testing {

class TemporaryFolder {
public:
	TemporaryFolder()
	{
		char name[] = "/tmp/playalter-test-XXXXXX";
		if (!mkdtemp(name))
			throw std::runtime_error("mkdtemp");
		path_ = name;
	}
	~TemporaryFolder()
	{
		std::error_code ignored_at_the_end_of_a_test;
		std::filesystem::remove_all(path_, ignored_at_the_end_of_a_test);
	}
	TemporaryFolder(const TemporaryFolder &) = delete;
	TemporaryFolder &operator=(const TemporaryFolder &) = delete;

	const std::string &path() const { return path_; }
	std::string file(const std::string &name) const { return path_ + "/" + name; }

	std::string write(const std::string &name, const std::string &text) const
	{
		std::ofstream(file(name), std::ios::binary) << text;
		return file(name);
	}
	std::string read(const std::string &name) const
	{
		std::ifstream stream(file(name), std::ios::binary);
		return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
	}

private:
	std::string path_;
};

} // namespace playalter::testing
