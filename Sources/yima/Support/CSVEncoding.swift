import ArgumentParser
import Interchange

/// The encodings of CSV files, by the words of the option.
enum CSVEncoding: String, ExpressibleByArgument, CaseIterable {
    case utf8, gb18030

    var text: TextEncoding {
        switch self {
        case .utf8: .utf8
        case .gb18030: .gb18030
        }
    }
}
