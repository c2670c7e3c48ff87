// SPDX-License-Identifier: GPL-2.0-or-later
//
// The addon filter_peer.node: plays the filter's side of the channel in tests and benchmarks, well
// or badly. Not shipped. JavaScript thread only; see test/channel/filter-peer.ts for the types.

#include "../node/arguments.hpp"
#include "../node/frame-meta.hpp"
#include "../node/layout-object.hpp"
#include "../platform/clock.hpp"
#include "../platform/packet-socket.hpp"
#include "channel-memory.hpp"
#include "frame-writer.hpp"
#include "mask-reader.hpp"
#include "preview-writer.hpp"

#include <memory>
#include <napi.h>
#include <optional>

namespace playalter {

namespace {

constexpr size_t kMaskMetaLength = 7;

uint64_t to_ns(double ms, uint64_t if_zero)
{
	return ms == 0 ? if_zero : uint64_t(ms * 1e6);
}

class FilterPeerObject : public Napi::ObjectWrap<FilterPeerObject> {
public:
	// (socketPath, bytes, seals)
	explicit FilterPeerObject(const Napi::CallbackInfo &info);
	static Napi::Function define(Napi::Env env);

private:
	Napi::Value mapping(const Napi::CallbackInfo &info);
	// (text, descriptorCount): the mapping, the doorbell, then the doorbell again and again
	Napi::Value send(const Napi::CallbackInfo &info);
	// A text; undefined when there is none; null when the daemon has gone
	Napi::Value receive(const Napi::CallbackInfo &info);
	// (meta, pixels, skipsLock)
	Napi::Value publish_frame(const Napi::CallbackInfo &info);
	// (meta, pixels, skipsLock)
	Napi::Value publish_preview(const Napi::CallbackInfo &info);
	// (frameId, meta, quads, sides, trackIds, pixels, ignoresLock)
	Napi::Value read_mask(const Napi::CallbackInfo &info);
	Napi::Value latest_mask_id(const Napi::CallbackInfo &info);
	Napi::Value ring_doorbell(const Napi::CallbackInfo &info);
	Napi::Value close(const Napi::CallbackInfo &info);

	ChannelView channel() const;

	PacketSocket socket_;
	Handle memory_;
	Handle doorbell_;
	std::shared_ptr<SharedMapping> mapping_; // JavaScript's view of it keeps it alive
	std::optional<FrameWriter> frames_;
	std::optional<PreviewWriter> previews_;
};

FilterPeerObject::FilterPeerObject(const Napi::CallbackInfo &info) : Napi::ObjectWrap<FilterPeerObject>(info)
{
	const Napi::Env env = info.Env();
	guarded(env, [&]() -> napi_value {
		socket_ = PacketSocket::connect(string_argument(env, info[0], "socketPath"));
		const size_t bytes = size_t(integer_argument(env, info[1], 1ull << 40, "bytes"));
		const int seals = int(integer_argument(env, info[2], INT32_MAX, "seals"));
		ChannelMemory made = create_channel_memory(bytes, seals);
		memory_ = std::move(made.memory);
		doorbell_ = std::move(made.doorbell);
		mapping_ = std::make_shared<SharedMapping>(std::move(made.mapping));
		const ChannelView view(mapping_->data());
		if (bytes >= sizeof(ChannelHeader))
			write_header(view);
		if (bytes == kChannelBytes) {
			frames_.emplace(view);
			previews_.emplace(view);
		}
		return nullptr;
	});
}

Napi::Function FilterPeerObject::define(Napi::Env env)
{
	return DefineClass(env, "FilterPeer",
			   {
				   InstanceMethod<&FilterPeerObject::mapping>("mapping"),
				   InstanceMethod<&FilterPeerObject::send>("send"),
				   InstanceMethod<&FilterPeerObject::receive>("receive"),
				   InstanceMethod<&FilterPeerObject::publish_frame>("publishFrame"),
				   InstanceMethod<&FilterPeerObject::publish_preview>("publishPreview"),
				   InstanceMethod<&FilterPeerObject::read_mask>("readMask"),
				   InstanceMethod<&FilterPeerObject::latest_mask_id>("latestMaskId"),
				   InstanceMethod<&FilterPeerObject::ring_doorbell>("ring"),
				   InstanceMethod<&FilterPeerObject::close>("close"),
			   });
}

ChannelView FilterPeerObject::channel() const
{
	if (!mapping_ || mapping_->size() != kChannelBytes)
		throw Fault("no_channel", "This peer has no whole mapping.");
	return ChannelView(mapping_->data());
}

Napi::Value FilterPeerObject::mapping(const Napi::CallbackInfo &info)
{
	if (!mapping_)
		return info.Env().Null();
	auto *kept = new std::shared_ptr<SharedMapping>(mapping_);
	return Napi::Buffer<uint8_t>::New(
		info.Env(), mapping_->data(), mapping_->size(),
		[](Napi::BasicEnv, uint8_t *, std::shared_ptr<SharedMapping> *held) { delete held; }, kept);
}

Napi::Value FilterPeerObject::send(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const std::string text = string_argument(env, info[0], "text");
			const size_t count = size_t(integer_argument(env, info[1], 200, "descriptorCount"));
			std::vector<int> handles(count, doorbell_.get());
			if (count > 0)
				handles[0] = memory_.get();
			return Napi::Boolean::New(env, socket_.send(text.data(), text.size(), handles.data(), count));
		})};
}

Napi::Value FilterPeerObject::receive(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	Packet packet;
	switch (socket_.receive(packet, 1024 * 1024)) {
	case ReceiveOutcome::message:
		return Napi::String::New(env, packet.text);
	case ReceiveOutcome::nothing:
		return env.Undefined();
	case ReceiveOutcome::closed:
	case ReceiveOutcome::too_long:
		break;
	}
	return env.Null();
}

Napi::Value FilterPeerObject::publish_frame(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			channel();
			const double *meta =
				array_argument<double>(env, info[0], napi_float64_array, kFrameMetaLength, "meta").data;
			const uint64_t now_ns = monotonic_ns();
			FrameHeader header;
			header.frame_id = uint64_t(meta[0]);
			header.epoch = uint32_t(meta[1]);
			header.captured_ns = to_ns(meta[2], now_ns);
			header.published_ns = to_ns(meta[3], now_ns);
			header.source_width = uint32_t(meta[4]);
			header.source_height = uint32_t(meta[5]);
			header.width = uint32_t(meta[6]);
			header.height = uint32_t(meta[7]);
			header.mode = uint32_t(meta[8]);
			header.delay_frames = uint32_t(meta[9]);
			header.look_ahead_frames = uint32_t(meta[10]);
			header.frame_interval_ns = uint32_t(meta[11] * 1e6 + 0.5);
			const uint64_t bytes = uint64_t(header.width) * header.height * 4;
			if (header.width > kAnalysisSideMax || header.height > kAnalysisSideMax)
				throw Fault("argument_invalid", "The frame does not fit its slot.");
			const auto pixels = array_argument<uint8_t>(env, info[1], napi_uint8_array, bytes, "pixels");
			frames_->write(header, pixels.data, info[2].ToBoolean());
			ring(doorbell_);
			return env.Undefined();
		})};
}

Napi::Value FilterPeerObject::publish_preview(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			channel();
			const double *meta =
				array_argument<double>(env, info[0], napi_float64_array, kPreviewMetaLength, "meta")
					.data;
			const uint64_t now_ns = monotonic_ns();
			PreviewHeader header;
			header.number = uint64_t(meta[0]);
			header.frame_id = uint64_t(meta[1]);
			header.newest_id = uint64_t(meta[2]);
			header.drawn_ns = to_ns(meta[3], now_ns);
			header.published_ns = to_ns(meta[4], now_ns);
			header.state = uint32_t(meta[5]);
			header.width = uint32_t(meta[6]);
			header.height = uint32_t(meta[7]);
			if (header.width > kPreviewSideMax || header.height > kPreviewSideMax)
				throw Fault("argument_invalid", "The preview does not fit its slot.");
			const uint64_t bytes = uint64_t(header.width) * header.height * 4;
			const auto pixels = array_argument<uint8_t>(env, info[1], napi_uint8_array, bytes, "pixels");
			previews_->write(header, pixels.data, info[2].ToBoolean());
			ring(doorbell_);
			return env.Undefined();
		})};
}

Napi::Value FilterPeerObject::read_mask(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const uint64_t frame_id = integer_argument(env, info[0], kFrameIdMax, "frameId");
			double *meta =
				array_argument<double>(env, info[1], napi_float64_array, kMaskMetaLength, "meta").data;
			MaskOutput mask;
			mask.quads =
				array_argument<float>(env, info[2], napi_float32_array, kPatchesMax * 6, "quads").data;
			mask.sides =
				array_argument<uint32_t>(env, info[3], napi_uint32_array, kPatchesMax, "sides").data;
			mask.track_ids =
				array_argument<uint32_t>(env, info[4], napi_uint32_array, kPatchesMax, "trackIds").data;
			mask.pixels =
				array_argument<uint8_t>(env, info[5], napi_uint8_array, kMaskPixelBytes, "pixels").data;
			const MaskStatus status = playalter::read_mask(channel(), frame_id, mask, info[6].ToBoolean());
			if (status == MaskStatus::ok) {
				meta[0] = double(mask.header.frame_id);
				meta[1] = double(mask.header.epoch);
				meta[2] = double(mask.header.based_on_id);
				meta[3] = double(mask.header.published_ns) / 1e6;
				meta[4] = double(mask.header.flags);
				meta[5] = double(mask.header.patch_count);
				meta[6] = double(mask.pixel_bytes);
			}
			return Napi::Number::New(env, double(status));
		})};
}

Napi::Value FilterPeerObject::latest_mask_id(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const uint64_t id = channel().header().latest_mask_id.load(std::memory_order_acquire);
			return Napi::Number::New(env, double(id));
		})};
}

Napi::Value FilterPeerObject::ring_doorbell(const Napi::CallbackInfo &info)
{
	ring(doorbell_);
	return info.Env().Undefined();
}

Napi::Value FilterPeerObject::close(const Napi::CallbackInfo &info)
{
	socket_ = PacketSocket();
	memory_.reset();
	doorbell_.reset();
	frames_.reset();
	previews_.reset();
	mapping_.reset();
	return info.Env().Undefined();
}

Napi::Value monotonic_ms(const Napi::CallbackInfo &info)
{
	return Napi::Number::New(info.Env(), double(monotonic_ns()) / 1e6);
}

Napi::Object register_addon(Napi::Env env, Napi::Object exports)
{
	Napi::Array statuses = Napi::Array::New(env);
	for (uint32_t i = 0; i < sizeof(mask_status_names) / sizeof(*mask_status_names); i++)
		statuses.Set(i, mask_status_names[i]);
	exports.Set("FilterPeer", FilterPeerObject::define(env));
	exports.Set("maskStatuses", statuses);
	exports.Set("monotonicMs", Napi::Function::New<monotonic_ms>(env, "monotonicMs"));
	exports.Set("layout", layout_object(env));
	return exports;
}

} // namespace

} // namespace playalter

static Napi::Object init(Napi::Env env, Napi::Object exports)
{
	return playalter::register_addon(env, exports);
}

NODE_API_MODULE(filter_peer, init)
