import Values

/// The firms that may be drawn, as they are committed to and published.
///
///     yima-draw-firms/1
///     <USCC> <risk class> <district, six digits> <name>          ascending by USCC, each once
///
/// It keeps the file's bytes and where its lines begin, nothing else: 240,000 firms take little more than their file.
public struct FirmList: Sendable {
    /// The file, byte for byte.
    public let bytes: [UInt8]
    /// The risk classes that firms have, in the order in which they are met.
    public let classes: [String]
    private let starts: [UInt32]
    private let classPlaces: [UInt8]

    /// The longest name, in bytes.
    public static let nameBytesMax = 240
    public static let classesMax = 64

    /// Reads a file.
    /// - Parameter district: a GB/T 2260 prefix with which every firm's district begins.
    public init(_ bytes: [UInt8], district: String = "") throws(DrawError) {
        var lines = try DrawLines(bytes, of: .firms)
        guard bytes.isValidUTF8 else { throw lines.fault("the file is not UTF-8", "文件不是 UTF-8") }
        var starts: [UInt32] = []
        var classPlaces: [UInt8] = []
        var classes = ClassNames()
        var before: Range<Int>?
        let wanted = Array(district.utf8)
        while let line = lines.next() {
            guard let firm = FirmLine(bytes, line) else {
                throw lines.fault(
                    "is not “<USCC> <class> <district> <name>”", "应为“统一社会信用代码 风险类别 行政区划 名称”")
            }
            guard bytes[firm.district].starts(with: wanted) else {
                throw lines.fault("the firm is outside of district \(district)", "该主体不在行政区划 \(district) 内")
            }
            if let before, !bytes[before].lexicographicallyPrecedes(bytes[firm.uscc]) {
                throw lines.fault("firms ascend by USCC, each once", "主体应按统一社会信用代码升序且不重复")
            }
            guard let place = classes.place(of: bytes[firm.riskClass]) else {
                throw lines.fault("more than \(Self.classesMax) classes", "风险类别超过 \(Self.classesMax) 个")
            }
            before = firm.uscc
            starts.append(UInt32(line.lowerBound))
            classPlaces.append(place)
        }
        self.bytes = bytes
        self.starts = starts
        self.classPlaces = classPlaces
        self.classes = classes.names
    }

    public var count: Int { starts.count }

    /// The place in `classes` of a firm's risk class.
    public func classPlace(at place: Int) -> Int { Int(classPlaces[place]) }

    public func riskClass(at place: Int) -> String { classes[classPlace(at: place)] }

    public func uscc(at place: Int) -> String {
        let start = Int(starts[place])
        return bytes.text(start..<(start + 18))
    }

    public func name(at place: Int) -> String { line(at: place).map { bytes.text($0.name) } ?? "" }

    public func district(at place: Int) -> String { line(at: place).map { bytes.text($0.district) } ?? "" }

    /// The place of a firm; nil where it is not on the list.
    public func place(of uscc: String) -> Int? {
        let wanted = Array(uscc.utf8)
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            let start = Int(starts[middle])
            if bytes[start..<(start + 18)].lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        return low < count && self.uscc(at: low) == uscc ? low : nil
    }

    private func line(at place: Int) -> FirmLine? {
        let start = Int(starts[place])
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        return FirmLine(bytes, start..<end)
    }
}

extension FirmList {
    /// A firm as an office lists it.
    public struct Firm: Hashable, Sendable {
        public let uscc: String
        public let riskClass: String
        public let district: String
        public let name: String

        public init(uscc: String, riskClass: String, district: String, name: String) {
            self.uscc = uscc
            self.riskClass = riskClass
            self.district = district
            self.name = name
        }
    }

    /// The file of these firms, whatever their order; whoever commits to it reads it first.
    public static func file(of firms: some Sequence<Firm>) -> [UInt8] {
        var file = Array("\(DrawFile.firms.header)\n".utf8)
        for firm in firms.sorted(by: { $0.uscc.utf8.lexicographicallyPrecedes($1.uscc.utf8) }) {
            file += "\(firm.uscc) \(firm.riskClass) \(firm.district) \(firm.name)\n".utf8
        }
        return file
    }
}

/// Where the parts of a firm's line stand.
private struct FirmLine {
    let uscc: Range<Int>
    let riskClass: Range<Int>
    let district: Range<Int>
    let name: Range<Int>

    /// Nil where the line is no firm's.
    init?(_ bytes: [UInt8], _ line: Range<Int>) {
        guard line.count > 18, let words = bytes.words(4, of: line), words[0].count == 18,
            bytes[words[0]].allSatisfy(\.isCapitalOrDigit), (1...16).contains(words[1].count),
            bytes[words[1]].allSatisfy(\.isLetterDigitOrHyphen), words[2].count == 6,
            bytes[words[2]].allSatisfy({ (0x30...0x39).contains($0) }), words[3].count <= FirmList.nameBytesMax,
            bytes[words[3]].allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), bytes[words[3].lowerBound] != 0x20,
            bytes[words[3].upperBound - 1] != 0x20
        else { return nil }
        (uscc, riskClass, district, name) = (words[0], words[1], words[2], words[3])
    }
}

/// The names of classes, each once.
private struct ClassNames {
    private(set) var names: [String] = []
    private var bytes: [[UInt8]] = []

    mutating func place(of name: ArraySlice<UInt8>) -> UInt8? {
        if let place = bytes.firstIndex(where: { $0.elementsEqual(name) }) { return UInt8(place) }
        guard bytes.count < FirmList.classesMax else { return nil }
        bytes.append(Array(name))
        names.append(String(decoding: name, as: UTF8.self))
        return UInt8(bytes.count - 1)
    }
}

extension [UInt8] {
    var isValidUTF8: Bool { String(validating: self, as: UTF8.self) != nil }
}
