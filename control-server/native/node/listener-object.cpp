// SPDX-License-Identifier: GPL-2.0-or-later
#include "listener-object.hpp"

#include "arguments.hpp"
#include "frame-meta.hpp"

#include <cstring>

namespace playalter {

namespace {

ListenerOptions read_options(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	if (info.Length() < 3 || !info[1].IsObject() || !info[2].IsFunction())
		throw Fault("argument_invalid", "A listener needs a path, options and a function.");
	const Napi::Object given = info[1].As<Napi::Object>();
	ListenerOptions options;
	options.socket_path = string_argument(env, info[0], "socketPath");
	options.peers_max = uint32_argument(env, given.Get("peersMax"), "peersMax");
	options.hello_timeout_ms = uint32_argument(env, given.Get("helloTimeoutMs"), "helloTimeoutMs");
	const Napi::Value refusals = given.Get("refusals");
	if (!refusals.IsObject())
		throw Fault("argument_invalid", "refusals is not an object.");
	for (const auto &entry : refusals.As<Napi::Object>()) {
		const Napi::Value text = static_cast<Napi::Value>(entry.second);
		options.refusals.emplace(string_argument(env, entry.first, "refusals"),
					 string_argument(env, text, "refusals"));
	}
	return options;
}

} // namespace

Napi::Function ListenerObject::define(Napi::Env env)
{
	return DefineClass(env, "ChannelListener",
			   {
				   InstanceMethod<&ListenerObject::close>("close"),
				   InstanceMethod<&ListenerObject::send>("send"),
				   InstanceMethod<&ListenerObject::drop>("drop"),
				   InstanceMethod<&ListenerObject::latest_frame_id>("latestFrameId"),
				   InstanceMethod<&ListenerObject::read_frame>("readFrame"),
				   InstanceMethod<&ListenerObject::read_next_frame>("readNextFrame"),
				   InstanceMethod<&ListenerObject::read_preview>("readPreview"),
				   InstanceMethod<&ListenerObject::publish_mask>("publishMask"),
			   });
}

ListenerObject::ListenerObject(const Napi::CallbackInfo &info) : Napi::ObjectWrap<ListenerObject>(info)
{
	const Napi::Env env = info.Env();
	guarded(env, [&]() -> napi_value {
		ListenerOptions options = read_options(info);
		delivery_ = EventDelivery::create(env, info[2].As<Napi::Function>(), [this] { listener_->resume(); });
		try {
			EventDelivery *delivery = delivery_;
			listener_ =
				std::make_unique<ChannelListener>(std::move(options), [delivery](ChannelEvent &&event) {
					delivery->push(std::move(event));
				});
		} catch (...) {
			delivery_->close();
			delivery_ = nullptr;
			throw;
		}
		return nullptr;
	});
	// Hooks run last in, first out: ours, which ends the thread, before the one that Node added for
	// the delivery.
	napi_add_env_cleanup_hook(env, on_environment_end, this);
	// Like a server: lives until it is closed, whoever forgets it.
	Ref();
}

ListenerObject::~ListenerObject()
{
	stop();
}

void ListenerObject::on_environment_end(void *self)
{
	static_cast<ListenerObject *>(self)->stop();
}

void ListenerObject::stop()
{
	if (!delivery_)
		return;
	listener_.reset();
	delivery_->close();
	delivery_ = nullptr;
}

Napi::Value ListenerObject::close(const Napi::CallbackInfo &info)
{
	if (delivery_) {
		napi_remove_env_cleanup_hook(info.Env(), on_environment_end, this);
		stop();
		Unref();
	}
	return info.Env().Undefined();
}

std::shared_ptr<Peer> ListenerObject::peer_argument(const Napi::CallbackInfo &info) const
{
	const uint32_t id = uint32_argument(info.Env(), info[0], "peerId");
	return listener_ ? listener_->find(id) : nullptr;
}

Napi::Value ListenerObject::send(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const std::string text = string_argument(env, info[1], "text");
			const std::shared_ptr<Peer> peer = peer_argument(info);
			// An empty message would read as the end.
			return Napi::Boolean::New(env,
						  peer && !text.empty() && peer->socket.send(text.data(), text.size()));
		})};
}

Napi::Value ListenerObject::drop(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const uint32_t id = uint32_argument(env, info[0], "peerId");
			if (listener_)
				listener_->drop(id);
			return env.Undefined();
		})};
}

Napi::Value ListenerObject::latest_frame_id(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const std::shared_ptr<Peer> peer = peer_argument(info);
			const uint64_t id = peer ? peer->latest_frame_id() : 0;
			return Napi::Number::New(env, id > kFrameIdMax ? 0.0 : double(id));
		})};
}

// (peerId, pixels, meta), or (peerId, after, pixels, meta); `read` is given `after`, or 0.
template<typename Header, typename Read>
Napi::Value ListenerObject::read_record(const Napi::CallbackInfo &info, bool has_after, size_t meta_length, Read read)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			const uint64_t after = has_after ? integer_argument(env, info[1], kFrameIdMax, "after") : 0;
			const size_t at = has_after ? 2 : 1;
			const auto pixels = array_argument<uint8_t>(env, info[at], napi_uint8_array, 0, "pixels");
			const auto meta =
				array_argument<double>(env, info[at + 1], napi_float64_array, meta_length, "meta");
			const std::shared_ptr<Peer> peer = peer_argument(info);
			FrameStatus status = FrameStatus::gone;
			if (peer) {
				Header header;
				status = read(*peer, after, header, pixels.data, pixels.length);
				if (status == FrameStatus::ok)
					to_meta(header, meta.data);
			}
			return Napi::Number::New(env, double(status));
		})};
}

Napi::Value ListenerObject::read_frame(const Napi::CallbackInfo &info)
{
	return read_record<FrameHeader>(
		info, false, kFrameMetaLength,
		[](const Peer &peer, uint64_t, FrameHeader &header, uint8_t *pixels, size_t bytes) {
			return peer.read_frame(header, pixels, bytes);
		});
}

Napi::Value ListenerObject::read_next_frame(const Napi::CallbackInfo &info)
{
	return read_record<FrameHeader>(
		info, true, kFrameMetaLength,
		[](const Peer &peer, uint64_t after, FrameHeader &header, uint8_t *pixels, size_t bytes) {
			return peer.read_next_frame(after, header, pixels, bytes);
		});
}

Napi::Value ListenerObject::read_preview(const Napi::CallbackInfo &info)
{
	return read_record<PreviewHeader>(
		info, true, kPreviewMetaLength,
		[](const Peer &peer, uint64_t after, PreviewHeader &header, uint8_t *pixels, size_t bytes) {
			return peer.read_preview(after, header, pixels, bytes);
		});
}

Napi::Value ListenerObject::publish_mask(const Napi::CallbackInfo &info)
{
	const Napi::Env env = info.Env();
	return {env, guarded(env, [&]() -> napi_value {
			MaskInput mask;
			mask.frame_id = integer_argument(env, info[1], kFrameIdMax, "frameId");
			mask.based_on_id = integer_argument(env, info[2], kFrameIdMax, "basedOnId");
			mask.epoch = uint32_argument(env, info[3], "epoch");
			mask.flags = uint32_argument(env, info[4], "flags");
			mask.patch_count = uint32_argument(env, info[5], "count");
			mask.pixel_bytes = uint32_argument(env, info[6], "pixelBytes");
			if (mask.patch_count > kPatchesMax) {
				const MaskFaultText text = describe(MaskFault::patch_count);
				throw Fault(text.code, text.message);
			}
			const size_t count = mask.patch_count;
			mask.quads = array_argument<float>(env, info[7], napi_float32_array, count * 6, "quads").data;
			mask.sides = array_argument<uint32_t>(env, info[8], napi_uint32_array, count, "sides").data;
			mask.track_ids =
				array_argument<uint32_t>(env, info[9], napi_uint32_array, count, "trackIds").data;
			mask.pixels =
				array_argument<uint8_t>(env, info[10], napi_uint8_array, mask.pixel_bytes, "pixels")
					.data;
			const MaskFault fault = check_mask(mask);
			if (fault != MaskFault::none) {
				const MaskFaultText text = describe(fault);
				throw Fault(text.code, text.message);
			}
			const std::shared_ptr<Peer> peer = peer_argument(info);
			if (peer)
				peer->publish_mask(mask);
			return Napi::Boolean::New(env, peer != nullptr);
		})};
}

} // namespace playalter
