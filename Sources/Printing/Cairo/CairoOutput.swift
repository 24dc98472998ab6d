import CCairo
import Pictures

/// Takes the bytes of a file that cairo writes.
final class CairoOutput {
    var bytes: [UInt8] = []

    /// The pointer that cairo hands back to `write`; valid as long as this object lives.
    var closure: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let write: cairo_write_func_t = { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<CairoOutput>.fromOpaque(closure).takeUnretainedValue().bytes
            .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(length)))
        return CAIRO_STATUS_SUCCESS
    }
}

/// Throws what cairo says, where it is no success.
func check(_ status: cairo_status_t) throws(LabelError) {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw .drawing("cairo: \(String(cString: cairo_status_to_string(status)))")
}
