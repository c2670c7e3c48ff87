// SPDX-License-Identifier: GPL-2.0-or-later
//
// The presets' file: what is kept, what is never touched, who may read it.
#include "preset-store.hpp"

#include "failure-of.hpp"
#include "private-file.hpp"
#include "temporary-folder.hpp"

#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

using namespace playalter;
using namespace playalter::testing;

namespace {

Preset preset(const std::string &name, const std::string &settings = "{\"intensity\":50}")
{
	return {name, settings};
}

std::string names_of(const Presets &presets)
{
	std::string names;
	for (const Preset &preset : presets)
		names += (names.empty() ? "" : ", ") + preset.name;
	return names;
}

std::string text_of(const std::string &path) { return read_private_file(path, 1 << 20).value_or("no file"); }

size_t files_in(const std::string &folder)
{
	size_t count = 0;
	for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator(folder))
		count++;
	return count;
}

} // namespace

TEST_CASE("presets are kept from store to store, in the order in which they came")
{
	const TemporaryFolder folder;
	const std::string path = folder.path() + "/deep/er/presets.json";
	{
		PresetStore store(path);
		CHECK(store.all().empty());
		store.save(preset("B"), false);
		store.save(preset("A"), false);
		store.save(preset("C"), false);
	}
	PresetStore store(path);
	CHECK_EQ(names_of(store.all()), "B, A, C");
	store.rename("A", "Z");
	store.remove("B");
	CHECK_EQ(names_of(store.all()), "Z, C");
	CHECK_EQ(store.find("Z").settings, preset("").settings);
	struct stat status = {};
	REQUIRE(stat(path.c_str(), &status) == 0);
	CHECK_EQ(status.st_mode & 0777, mode_t(0600));
	REQUIRE(stat((folder.path() + "/deep").c_str(), &status) == 0);
	CHECK_EQ(status.st_mode & 0777, mode_t(0700));
	CHECK_EQ(files_in(folder.path() + "/deep/er"), size_t(1));
}

TEST_CASE("what can't be done is said and changes nothing")
{
	const TemporaryFolder folder;
	const std::string path = folder.path() + "/presets.json";
	PresetStore store(path);
	store.save(preset("A"), false);
	store.save(preset("B"), false);
	const std::string before = text_of(path);
	CHECK_EQ(failure_of([&] { store.save(preset("A"), false); }), "preset_exists");
	CHECK_EQ(failure_of([&] { store.rename("A", "B"); }), "preset_exists");
	CHECK_EQ(failure_of([&] { store.rename("A", " B"); }), "preset_name_invalid");
	CHECK_EQ(failure_of([&] { store.rename("C", "D"); }), "preset_not_found");
	CHECK_EQ(failure_of([&] { store.remove("C"); }), "preset_not_found");
	CHECK_EQ(failure_of([&] { store.find("a"); }), "preset_not_found");
	CHECK_EQ(failure_of([&] { store.export_text(std::vector<std::string>{"A", "C"}); }), "preset_not_found");
	CHECK_EQ(failure_of([&] { store.import_text("{}", true); }), "preset_text_invalid");
	CHECK_EQ(text_of(path), before);
	store.rename("A", "A");
	store.save(preset("A", "{}"), true);
	CHECK_EQ(names_of(store.all()), "A, B");
	CHECK_EQ(store.find("A").settings, "{}");
}

TEST_CASE("no more than so many, and an import of too many brings none")
{
	const TemporaryFolder folder;
	PresetStore store(folder.path() + "/presets.json");
	Presets many;
	for (int64_t number = 1; number < names::limit_presets_max; number++)
		many.push_back(preset("P" + std::to_string(number)));
	store.import_text(write_presets(many), false);
	store.save(preset("Last"), false);
	CHECK_EQ(failure_of([&] { store.save(preset("More"), false); }), "presets_full");
	CHECK_EQ(failure_of([&] { store.import_text(write_presets({preset("More")}), false); }), "presets_full");
	CHECK_EQ(int64_t(store.all().size()), names::limit_presets_max);
	store.save(preset("Last", "{}"), true);
}

TEST_CASE("what is imported loses nothing that was there")
{
	const TemporaryFolder folder;
	PresetStore store(folder.path() + "/presets.json");
	store.save(preset("A"), false);
	const std::string other = write_presets({preset("A", "{}"), preset("B")});
	CHECK_EQ(names_of(store.import_text(other, false)), "A (2), B");
	CHECK_EQ(names_of(store.import_text(other, false)), "A (3), B");
	CHECK_EQ(names_of(store.all()), "A, A (2), B, A (3)");
	CHECK_EQ(store.find("A").settings, preset("").settings);
	CHECK_EQ(names_of(store.import_text(other, true)), "A, B");
	CHECK_EQ(names_of(store.all()), "A, A (2), B, A (3)");
	CHECK_EQ(store.find("A").settings, "{}");

	const std::string longest(size_t(names::limit_preset_name_bytes_max), 'n');
	store.save(preset(longest), false);
	const Presets numbered = store.import_text(write_presets({preset(longest, "{}")}), false);
	CHECK(has(numbered.at(0).name, " (2)"));
	CHECK(numbered.at(0).name.size() <= longest.size());
}

TEST_CASE("what is exported is what is imported elsewhere")
{
	const TemporaryFolder folder;
	PresetStore here(folder.path() + "/here.json");
	PresetStore there(folder.path() + "/there.json");
	here.save(preset("A"), false);
	here.save(preset("B", "{}"), false);
	CHECK_EQ(names_of(there.import_text(here.export_text(std::nullopt), false)), "A, B");
	CHECK_EQ(there.export_text(std::nullopt), here.export_text(std::nullopt));
	CHECK_EQ(names_of(read_presets(here.export_text(std::vector<std::string>{"B", "B"}))), "B");
	CHECK_EQ(names_of(read_presets(here.export_text(std::vector<std::string>{}))), "");
}

TEST_CASE("a file that is not understood is never written over")
{
	struct Row {
		std::string text;
		const char *code;
	};
	const Row rows[] = {
		{R"({"type":"playalter.presets","version":2,"presets":[{"name":"A","shape":"star"}]})",
		 "preset_version_unsupported"},
		{"{\"type\":\"playalter.presets\",\"version\":1,\"presets\":[{\"name\":\"A\",\"sett", "preset_store_failed"},
		{"", "preset_store_failed"},
		{std::string(size_t(names::limit_preset_text_bytes_max) + 1, ' '), "preset_store_failed"},
	};
	for (const Row &row : rows) {
		const TemporaryFolder folder;
		const std::string path = folder.path() + "/presets.json";
		replace_private_file(path, row.text);
		PresetStore store(path);
		const std::string good = write_presets({preset("A")});
		CHECK_EQ(failure_of([&] { store.all(); }), row.code);
		CHECK_EQ(failure_of([&] { store.find("A"); }), row.code);
		CHECK_EQ(failure_of([&] { store.save(preset("A"), true); }), row.code);
		CHECK_EQ(failure_of([&] { store.rename("A", "B"); }), row.code);
		CHECK_EQ(failure_of([&] { store.remove("A"); }), row.code);
		CHECK_EQ(failure_of([&] { store.import_text(good, true); }), row.code);
		CHECK_EQ(failure_of([&] { store.export_text(std::nullopt); }), row.code);
		CHECK_EQ(text_of(path), row.text);
		CHECK_EQ(files_in(folder.path()), size_t(1));
	}
}

TEST_CASE("no file where none can be, and no waiting for one that is none")
{
	const TemporaryFolder folder;
	PresetStore blocked("/dev/null/presets.json");
	CHECK(blocked.all().empty());
	CHECK_EQ(failure_of([&] { blocked.save(preset("A"), false); }), "preset_store_failed");
	const std::string path = folder.path() + "/pipe";
	REQUIRE(mkfifo(path.c_str(), 0600) == 0);
	CHECK_EQ(failure_of([&] { PresetStore(path).all(); }), "preset_store_failed");
	CHECK_EQ(failure_of([&] { PresetStore(folder.path()).all(); }), "preset_store_failed");
}

TEST_MAIN
