/// A small sign for a kind of event, drawn in lines so that it is told apart without colour.
enum Glyph: String, Hashable, Sendable, CaseIterable {
    case created, processed, packed, unpacked, shipped, received, turnedBack, stored, inspected, passed, held, failed
    case recalled, sold, consumed, destroyed, lost, denied, observed, absent

    /// A path within 12 × 12, stroked.
    var path: String {
        switch self {
        case .created: "M6 1v10M1 6h10"
        case .processed: "M6 1l4.3 2.5v5L6 11 1.7 8.5v-5z"
        case .packed: "M1.5 4L6 1.5 10.5 4v5L6 11.5 1.5 9zM1.5 4L6 6.5 10.5 4M6 6.5v5"
        case .unpacked: "M1.5 5.5h9v5.5h-9zM1.5 5.5L3.5 1.5M10.5 5.5L8.5 1.5"
        case .shipped: "M1 6h9M6.5 2.5L10.5 6 6.5 9.5"
        case .received: "M6 1v6M3 4.5L6 7.5 9 4.5M1.5 7v4h9V7"
        case .turnedBack: "M11 9.5V6.5a2.5 2.5 0 0 0-2.5-2.5H1.5M4.5 1L1.5 4l3 3"
        case .stored: "M1.5 11V5L6 1.5 10.5 5v6zM4 11V7.5h4V11"
        case .inspected: "M8.5 5a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0zM7.5 7.5L11 11"
        case .passed: "M1.5 6.5L4.5 9.5 10.5 2.5"
        case .held: "M3.5 1.5v9M8.5 1.5v9"
        case .failed: "M2 2l8 8M10 2l-8 8"
        case .recalled: "M10.5 3.5A5 5 0 1 0 11 6.5M10.8 1v3h-3"
        case .sold: "M1.5 1.5h5l4.5 4.5-5 5L1.5 6.5zM4 4h.01"
        case .consumed: "M2.5 1v3.5a1.5 1.5 0 0 0 3 0V1M4 1v10M9 11V1c-1.5 1-2 3-2 5h2"
        case .destroyed: "M11 6A5 5 0 1 1 1 6a5 5 0 0 1 10 0zM2.5 2.5l7 7"
        case .lost: "M3.5 4a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.700M6 10.5h.01"
        case .denied: "M1.5 1.5h9v9h-9zM4 4l4 4M8 4l-4 4"
        case .observed: "M8 6a2 2 0 1 1-4 0 2 2 0 0 1 4 0z"
        case .absent: "M3.5 4a2.5 2.5 0 1 1 3.5 2.300c-.7.4-1 .8-1 1.700M6 10.5h.01"
        }
    }
}
