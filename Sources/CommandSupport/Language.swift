package import Chains
import Glibc
package import Values

/// The language in which people are spoken to; what machines read does not depend on it.
package enum Language: Hashable, Sendable {
    case en, zh

    /// Of the user's locale (POSIX: `LC_ALL`, else `LC_MESSAGES`, else `LANG`): Chinese for `zh…`, else English.
    package static let current = Language { name in getenv(name).map { String(cString: $0) } }

    package init(environment: (String) -> String?) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
        self = locale?.lowercased().hasPrefix("zh") == true ? .zh : .en
    }

    package func of(_ wording: Wording) -> String {
        switch self {
        case .en: wording.en
        case .zh: wording.zh
        }
    }

    package var drawing: DrawingLanguage {
        switch self {
        case .en: .en
        case .zh: .zh
        }
    }
}

/// The one of the two that the user reads.
package func said(_ en: String, _ zh: String) -> String {
    Language.current.of(Wording(en: en, zh: zh))
}

/// What the user reads of a wording.
package func said(_ wording: Wording) -> String {
    Language.current.of(wording)
}
