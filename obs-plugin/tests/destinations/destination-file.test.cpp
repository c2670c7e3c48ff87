// SPDX-License-Identifier: GPL-2.0-or-later
//
// The destinations' file: for one pair of eyes, and never overwritten where it can't be understood.
#include "destination-file.hpp"

#include "failure-of.hpp"
#include "temporary-folder.hpp"

#include <sys/stat.h>

using namespace playalter;
using namespace playalter::testing;

namespace {

constexpr char kName[] = "destinations.json";

std::vector<DestinationSettings> some(size_t count)
{
	std::vector<DestinationSettings> all;
	for (size_t i = 0; i < count; i++)
		all.push_back({"id" + std::to_string(i), "Name " + std::to_string(i), DestinationPlatform::twitch, "", true});
	return all;
}

} // namespace

TEST_CASE("what is saved is loaded, and only its owner may read it")
{
	const TemporaryFolder folder;
	const std::string path = folder.path() + "/plugin_config/playalter/" + kName;
	DestinationFile first(path);
	CHECK(first.load().empty());
	first.save(some(3));
	first.save(some(2));
	struct stat info{};
	REQUIRE(stat(path.c_str(), &info) == 0);
	CHECK_EQ(info.st_mode & 0777u, 0600u);

	DestinationFile second(path);
	const std::vector<DestinationSettings> all = second.load();
	REQUIRE(all.size() == 2);
	CHECK_EQ(all[1].id, "id1");
	CHECK_EQ(all[1].name, "Name 1");
}

TEST_CASE("a file that is not understood is left alone")
{
	const TemporaryFolder folder;
	const struct {
		const char *text;
		const char *code;
	} files[] = {
		{"", "destination_store_failed"},
		{"not json", "destination_store_failed"},
		{R"({"type":"playalter.presets","version":1})", "destination_store_failed"},
		{R"({"type":"playalter.destinations","version":2,"destinations":[]})", "destination_version_unsupported"},
	};
	for (const auto &[text, code] : files) {
		DestinationFile file(folder.write(kName, text));
		CHECK(file.load().empty());
		CHECK_EQ(failure_of([&file] { file.save(some(1)); }), code);
		CHECK_EQ(folder.read(kName), text);
	}
}

TEST_CASE("an entry that is no destination is passed over, and no more are taken than there may be")
{
	const TemporaryFolder folder;
	DestinationFile file(folder.write(
		kName, R"({"type":"playalter.destinations","version":1,"destinations":[{"name":"n"},
			{"destination_id":"i","name":"n","platform":"twitch","server":"","is_enabled":true}]})"));
	CHECK_EQ(file.load().size(), 1u);
	DestinationFile many(folder.file("many.json"));
	many.save(some(20));
	CHECK_EQ(many.load().size(), size_t(names::limit_destinations_max));
}

TEST_MAIN
