// SPDX-License-Identifier: GPL-2.0-or-later
//
// The runtime folder: where it is, and when it is refused.
#include "channel/runtime-folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "check.hpp"
#include "temporary-folder.hpp"

using namespace playalter;
using playalter::testing::TemporaryFolder;

namespace {

std::string refusal(const std::string &path)
{
	ChannelError error;
	if (prepare_runtime_folder(path, error))
		return "";
	CHECK(error.message.size() > 20);
	return error.code;
}

} // namespace

TEST_CASE("place follows XDG_RUNTIME_DIR, and /tmp without it")
{
	const std::string fallback = "/tmp/playalter-" + std::to_string(geteuid());
	setenv("XDG_RUNTIME_DIR", "/run/user/1", 1);
	CHECK_EQ(runtime_folder_path(), "/run/user/1/playalter");
	setenv("XDG_RUNTIME_DIR", "/run/user/1//", 1);
	CHECK_EQ(runtime_folder_path(), "/run/user/1/playalter");
	setenv("XDG_RUNTIME_DIR", "", 1);
	CHECK_EQ(runtime_folder_path(), fallback);
	setenv("XDG_RUNTIME_DIR", "not/absolute", 1);
	CHECK_EQ(runtime_folder_path(), fallback);
	unsetenv("XDG_RUNTIME_DIR");
	CHECK_EQ(runtime_folder_path(), fallback);
}

TEST_CASE("folder is made for its user alone, and found again")
{
	const TemporaryFolder folder;
	setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
	const mode_t mask_before = umask(0);
	ChannelError error;
	const std::string path = resolve_runtime_folder(error);
	umask(mask_before);
	CHECK_EQ(path, folder.file("playalter"));
	CHECK_EQ(error.code, "");
	struct stat info = {};
	REQUIRE(lstat(path.c_str(), &info) == 0);
	CHECK_EQ(info.st_mode & 07777, 0700u);
	CHECK_EQ(resolve_runtime_folder(error), path);
}

TEST_CASE("others' access, links and files are unsafe")
{
	const TemporaryFolder folder;
	for (const mode_t mode : {0701, 0710, 0770, 0755, 0704}) {
		const std::string path = folder.file("open-" + std::to_string(mode));
		REQUIRE(mkdir(path.c_str(), 0700) == 0 && chmod(path.c_str(), mode) == 0);
		CHECK_EQ(refusal(path), "runtime_folder_unsafe");
	}
	REQUIRE(mkdir(folder.file("real").c_str(), 0700) == 0);
	REQUIRE(symlink(folder.file("real").c_str(), folder.file("link").c_str()) == 0);
	CHECK_EQ(refusal(folder.file("link")), "runtime_folder_unsafe");
	REQUIRE(symlink(folder.file("nowhere").c_str(), folder.file("dangling").c_str()) == 0);
	CHECK_EQ(refusal(folder.file("dangling")), "runtime_folder_unsafe");
	CHECK_EQ(refusal(folder.write("file", "")), "runtime_folder_unsafe");
	CHECK_EQ(refusal(folder.file("real")), "");
}

TEST_CASE("another user's folder is unsafe")
{
	if (geteuid() != 0) {
		printf("skipped: only root can give a folder to another user\n");
		return;
	}
	const TemporaryFolder folder;
	REQUIRE(mkdir(folder.file("theirs").c_str(), 0700) == 0);
	REQUIRE(chown(folder.file("theirs").c_str(), 65534, 65534) == 0);
	CHECK_EQ(refusal(folder.file("theirs")), "runtime_folder_unsafe");
}

TEST_CASE("no parent, or a path too long for a socket, is unwritable")
{
	const TemporaryFolder folder;
	CHECK_EQ(refusal(folder.file("missing/playalter")), "runtime_folder_unwritable");
	CHECK_EQ(refusal(folder.file(std::string(100, 'a'))), "runtime_folder_unwritable");
}

TEST_MAIN
